package main

import (
	"context"
	"sort"
	"time"

	"github.com/prometheus/prometheus/rules"
)

// Receiver is what an Alertmanager knows: an alert is on from its first notification until Prometheus says that it is
// resolved, or until the last notification has run out. So an alert that a restart of the server interrupts for less than
// four minutes stays on, as it does for people.
type Receiver struct {
	alerts map[string]*received
	lines  []Line
	set    string
}

type received struct {
	alert  rules.Alert
	endsAt time.Time
}

func newReceiver(set string) *Receiver { return &Receiver{alerts: map[string]*received{}, set: set} }

// notify is called by Prometheus with what it would send.
func (r *Receiver) notify(at time.Time) rules.NotifyFunc {
	return func(_ context.Context, _ string, alerts ...*rules.Alert) {
		sort.Slice(alerts, func(i, j int) bool { return alerts[i].Labels.String() < alerts[j].Labels.String() })
		for _, alert := range alerts {
			key := alert.Labels.String()
			known := r.alerts[key]
			if !alert.ResolvedAt.IsZero() {
				if known != nil {
					r.resolve(key, alert.ResolvedAt)
				}
				continue
			}
			r.alerts[key] = &received{*alert, alert.ValidUntil}
			if known == nil {
				r.lines = append(r.lines, alertLine(r.set, at, "firing", alert))
			}
		}
	}
}

// expire ends the alerts of which nothing was heard for too long.
func (r *Receiver) expire(now time.Time) {
	var ended []string
	for key, known := range r.alerts {
		if known.endsAt.Before(now) {
			ended = append(ended, key)
		}
	}
	sort.Strings(ended)
	for _, key := range ended {
		r.resolve(key, r.alerts[key].endsAt)
	}
}

func (r *Receiver) resolve(key string, at time.Time) {
	r.lines = append(r.lines, alertLine(r.set, at, "resolved", &r.alerts[key].alert))
	delete(r.alerts, key)
}

func (r *Receiver) take() []Line {
	lines := r.lines
	r.lines = nil
	return lines
}

func alertLine(set string, at time.Time, state string, alert *rules.Alert) Line {
	return Line{
		RuleSet:     set,
		At:          seconds(at),
		State:       state,
		Labels:      mapOf(alert.Labels),
		Annotations: alert.Annotations.Map(),
		Value:       number(alert.Value),
	}
}
