package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"net/url"
	"os"
	"sort"
	"time"

	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/rules"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
)

// Midnight of a Monday in UTC.
var epoch = time.Date(2026, time.January, 5, 0, 0, 0, 0, time.UTC)

func seconds(at time.Time) float64 { return at.Sub(epoch).Seconds() }

func momentOf(second int64) time.Time { return epoch.Add(time.Duration(second) * time.Second) }

// Server is a Prometheus with one rule set: its storage, its query engine and its rule groups, on a simulated clock.
type Server struct {
	job      *Job
	set      *RuleSet
	world    *World
	db       *tsdb.DB
	engine   *promql.Engine
	receiver *Receiver
	report   *Report
	// The time of the group that is being evaluated, which Prometheus does not pass on to who is notified.
	now    time.Time
	groups []*scheduled
	// By group and labels, over restarts.
	pending map[string]string
	// By group and rule.
	errors      map[string]string
	refs        []storage.SeriesRef
	appended    int
	evaluations int
}

// A group with the time of its next evaluation.
type scheduled struct {
	group       *rules.Group
	key         string
	next        time.Time
	evaluations int
}

func newServer(job *Job, set *RuleSet, world *World, report *Report) (*Server, func(), error) {
	folder, err := os.MkdirTemp("", "slo-judge-")
	if err != nil {
		return nil, nil, err
	}
	db, err := openStorage(folder)
	if err != nil {
		return nil, nil, err
	}
	// Everything stays in the head, so that no time is spent on blocks.
	db.DisableCompactions()
	engine := newEngine(job, promql.EngineOpts{
		MaxSamples:           50_000_000,
		Timeout:              10 * time.Minute,
		LookbackDelta:        5 * time.Minute,
		EnableAtModifier:     true,
		EnableNegativeOffset: true,
	})
	server := &Server{
		job: job, set: set, world: world, db: db, engine: engine, report: report,
		receiver: newReceiver(set.Name), pending: map[string]string{}, errors: map[string]string{},
		refs: make([]storage.SeriesRef, len(world.series)),
	}
	return server, func() { db.Close(); os.RemoveAll(folder) }, nil
}

// No write-ahead log: a restart of the server keeps the storage open. A year is kept, since simulated time lies in the past.
func storageOptions() *tsdb.Options {
	options := tsdb.DefaultOptions()
	options.WALSegmentSize = -1
	options.RetentionDuration = (366 * 24 * time.Hour).Milliseconds()
	options.IsolationDisabled = true
	return options
}

// load starts the server: a new manager without any state, as after a restart.
func (s *Server) load(ctx context.Context, at time.Time) error {
	external := &url.URL{Scheme: "http", Host: "prometheus.example.com"}
	manager := newManager(ctx, managerParts{
		storage:     s.db,
		query:       rules.EngineQueryFunc(s.engine, s.db),
		external:    external,
		queryOffset: time.Duration(s.job.QueryOffset) * time.Second,
		files:       s.set.Files,
		notify: func(ctx context.Context, expr string, alerts ...*rules.Alert) {
			s.receiver.notify(s.now)(ctx, expr, alerts...)
		},
	})
	groups, errs := loadGroups(manager, time.Duration(s.job.EvaluationInterval)*time.Second, external, s.set.Files)
	if len(errs) > 0 {
		return fmt.Errorf("the rules of %s: %w", s.set.Name, errs[0])
	}
	s.groups = nil
	for key, group := range groups {
		s.groups = append(s.groups, &scheduled{group: group, key: key, next: firstEvaluation(group, at)})
	}
	sort.Slice(s.groups, func(i, j int) bool { return s.groups[i].key < s.groups[j].key })
	return nil
}

// As Group.run of Prometheus does: a server waits for the group's slot.
func firstEvaluation(group *rules.Group, start time.Time) time.Time {
	slot := group.EvalTimestamp(start.UnixNano())
	if slot.Before(start) {
		return slot.Add(group.Interval())
	}
	return slot
}

func (s *Server) run(ctx context.Context) error {
	if err := s.load(ctx, epoch); err != nil {
		return err
	}
	asked := schedule(s.job.Queries, s.set.Name)
	end := momentOf(s.job.End)
	for {
		group := s.nextGroup()
		isQuery := len(asked) > 0 && (group == nil || asked[0].at.Before(group.next))
		var at time.Time
		switch {
		case isQuery:
			at = asked[0].at
		case group != nil:
			at = group.next
		}
		if at.IsZero() || at.After(end) {
			return s.finish(end)
		}
		if down := s.downAt(at); down != nil && !isQuery {
			if err := s.restart(ctx, momentOf(down.To)); err != nil {
				return err
			}
			continue
		}
		if err := s.appendUntil(ctx, at); err != nil {
			return err
		}
		var err error
		if isQuery {
			err = s.answer(ctx, asked[0])
			asked = asked[1:]
		} else {
			err = s.evaluate(ctx, group)
		}
		if err != nil {
			return err
		}
	}
}

func (s *Server) finish(end time.Time) error {
	s.receiver.expire(end)
	lines := append(s.receiver.take(), Line{RuleSet: s.set.Name, At: seconds(end), Evaluations: s.evaluations})
	return s.report.write(lines)
}

func (s *Server) nextGroup() *scheduled {
	var first *scheduled
	for _, group := range s.groups {
		if first == nil || group.next.Before(first.next) {
			first = group
		}
	}
	return first
}

func (s *Server) downAt(at time.Time) *Span {
	second := int64(seconds(at))
	for i := range s.job.Down {
		if s.job.Down[i].holds(second) {
			return &s.job.Down[i]
		}
	}
	return nil
}

func (s *Server) restart(ctx context.Context, at time.Time) error {
	s.receiver.expire(at)
	return s.load(ctx, at)
}

func (s *Server) appendUntil(ctx context.Context, now time.Time) error {
	limit := now.Sub(epoch).Milliseconds()
	samples := s.world.samples
	if s.appended == len(samples) || samples[s.appended].arrival > limit {
		return nil
	}
	appender := newAppender(ctx, s.db)
	for ; s.appended < len(samples) && samples[s.appended].arrival <= limit; s.appended++ {
		one := samples[s.appended]
		labels := s.world.series[one.series]
		ref, err := appender.append(s.refs[one.series], labels, one)
		if err != nil {
			return fmt.Errorf("%s at %d ms: %w", labels, one.time, err)
		}
		s.refs[one.series] = ref
	}
	return appender.commit()
}

func (s *Server) evaluate(ctx context.Context, group *scheduled) error {
	at := group.next
	group.next = at.Add(group.group.Interval())
	s.receiver.expire(at)
	if s.isMissed(group.key, at) {
		return nil
	}
	s.now = at
	group.group.Eval(ctx, at)
	s.evaluations++
	group.evaluations++
	// As Group.run of Prometheus does: before the second evaluation there may be nothing to restore from.
	if group.evaluations == 2 {
		group.group.RestoreForState(at)
	}
	lines := s.receiver.take()
	if s.job.Pending {
		lines = append(lines, s.pendingChanges(group, at)...)
	}
	return s.report.write(append(lines, s.ruleErrors(group, at)...))
}

// A share of the evaluations is missed, by group and time, so that it does not matter which other groups there are.
func (s *Server) isMissed(key string, at time.Time) bool {
	second := int64(seconds(at))
	for _, span := range s.job.MissedSpans {
		if span.holds(second) {
			return true
		}
	}
	if s.job.MissedShare == 0 {
		return false
	}
	hash := fnv.New64a()
	fmt.Fprint(hash, key, " ", at.UnixNano(), " ", s.job.Seed)
	return float64(mix(hash.Sum64())>>11)/(1<<53) < s.job.MissedShare
}

// The last step of SplitMix64: FNV alone leaves neighbouring times with neighbouring high bits.
func mix(x uint64) uint64 {
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb
	return x ^ (x >> 31)
}

func (s *Server) pendingChanges(group *scheduled, at time.Time) []Line {
	var lines []Line
	current := map[string]string{}
	for _, rule := range group.group.AlertingRules() {
		for _, alert := range rule.ActiveAlerts() {
			key := group.key + alert.Labels.String()
			current[key] = alert.State.String()
			if alert.State == rules.StatePending && s.pending[key] != "pending" {
				lines = append(lines, alertLine(s.set.Name, at, "pending", alert))
			}
		}
	}
	for key := range s.pending {
		if _, isActive := current[key]; !isActive && len(key) >= len(group.key) && key[:len(group.key)] == group.key {
			delete(s.pending, key)
		}
	}
	for key, state := range current {
		s.pending[key] = state
	}
	return lines
}

// An error is told once for each rule, and again when it changes.
func (s *Server) ruleErrors(group *scheduled, at time.Time) []Line {
	var lines []Line
	for position, rule := range group.group.Rules() {
		key := fmt.Sprint(group.key, " ", position)
		text := ""
		if err := rule.LastError(); err != nil {
			text = err.Error()
		}
		if text != "" && s.errors[key] != text {
			lines = append(lines, Line{RuleSet: s.set.Name, At: seconds(at), Rule: rule.Name(), Error: text})
		}
		s.errors[key] = text
	}
	return lines
}
