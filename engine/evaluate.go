package main

import (
	"context"
	"math"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/rules"
)

// A rule is evaluated over this much time at once.
const stretch = 24 * time.Hour

// run evaluates all rules from the start to the end.
func (s *ruleSet) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	parts := orderOf(s.rules)
	todo := make(chan []step, len(parts))
	for _, part := range parts {
		todo <- part
	}
	close(todo)
	stretches := (s.job.End-s.job.Start)/stretch.Milliseconds() + 1
	var done atomic.Int64
	var workers sync.WaitGroup
	errs := make([]error, runtime.GOMAXPROCS(0))
	for worker := range errs {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for part := range todo {
				err := s.runPart(ctx, part, func() error {
					share := float64(done.Add(1)) / float64(stretches*int64(len(parts)))
					return s.out.write(line{Progress: &progressLine{s.job.RuleSet, share}})
				})
				if err != nil {
					errs[worker] = err
					cancel()
					return
				}
			}
		}()
	}
	workers.Wait()
	for _, err := range errs {
		if err != nil && err != context.Canceled {
			return err
		}
	}
	return ctx.Err()
}

func (s *ruleSet) runPart(ctx context.Context, part []step, done func() error) error {
	for from := s.job.Start; from <= s.job.End; from += stretch.Milliseconds() {
		to := min(from+stretch.Milliseconds()-1, s.job.End)
		for _, one := range part {
			var err error
			if one.isEach && one.isQuiet {
				err = s.evaluateQuiet(ctx, one, from, to)
			} else if one.isEach {
				err = s.evaluateEach(ctx, one.rules, from, to)
			} else {
				err = s.evaluateAtOnce(ctx, one.rules[0], from, to)
			}
			if err != nil {
				return err
			}
		}
		// What is in memory is a list, which is searched from its end.
		s.recorded.ForceHeadMMap()
		if err := done(); err != nil {
			return err
		}
	}
	return nil
}

// The first evaluation of a rule at or after a moment.
func (r *scheduled) next(from int64) int64 {
	if from <= r.first {
		return r.first
	}
	every := r.interval.Milliseconds()
	return r.first + (from-r.first+every-1)/every*every
}

// evaluateEach evaluates rules moment by moment, those of one moment in the order of their groups.
func (s *ruleSet) evaluateEach(ctx context.Context, all []*scheduled, from, to int64) error {
	due := make([]int64, len(all))
	for at, one := range all {
		due[at] = one.next(from)
	}
	for {
		first := -1
		for at, one := range all {
			if due[at] <= min(to, one.end) && (first < 0 || due[at] < due[first]) {
				first = at
			}
		}
		if first < 0 {
			return nil
		}
		if err := s.evaluate(ctx, all[first], due[first], s.instant); err != nil {
			return err
		}
		due[first] += all[first].interval.Milliseconds()
	}
}

// evaluateQuiet evaluates alerts that look whether they fire. As long as none is active they record nothing, so that they can be
// asked for a whole stretch at once: all before the first answer is as it would have been moment by moment.
func (s *ruleSet) evaluateQuiet(ctx context.Context, one step, from, to int64) error {
	for from <= to {
		begin := from
		if one.isCalm(from) {
			var err error
			if begin, err = s.firstAnswer(ctx, one.rules, from, to); err != nil {
				return err
			}
		}
		// Long enough that few queries are asked in vain, short enough that little is asked moment by moment.
		from = min(begin+busy.Milliseconds(), to+1)
		if err := s.evaluateEach(ctx, one.rules, begin, from-1); err != nil {
			return err
		}
	}
	return nil
}

const busy = 15 * time.Minute

// Whether no alert is active, and none has been for as long as one of them could see.
func (s step) isCalm(at int64) bool {
	for _, one := range s.rules {
		if one.isActive() || len(one.present) > 0 || at <= one.lastRecord+s.memory.Milliseconds() {
			return false
		}
	}
	return true
}

// firstAnswer is the first moment at which one of the rules returns anything, or fails; after `to` if there is none.
func (s *ruleSet) firstAnswer(ctx context.Context, all []*scheduled, from, to int64) (int64, error) {
	found := to + 1
	for _, one := range all {
		first, last := one.next(from), min(to, one.end)
		if first > last {
			continue
		}
		matrix, err := s.over(ctx, one, first, last)
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
		if err != nil {
			return first, nil
		}
		for _, series := range matrix {
			if len(series.Floats) > 0 {
				found = min(found, series.Floats[0].T)
			}
			if len(series.Histograms) > 0 {
				found = min(found, series.Histograms[0].T)
			}
		}
	}
	return found, nil
}

// over asks for a rule's expression at each of its moments.
func (s *ruleSet) over(ctx context.Context, one *scheduled, first, last int64) (promql.Matrix, error) {
	query, err := s.engine.NewRangeQuery(ctx, s.view, nil, one.expr, time.UnixMilli(first), time.UnixMilli(last), one.interval)
	if err != nil {
		return nil, err
	}
	defer query.Close()
	matrix, err := query.Exec(ctx).Matrix()
	if err != nil {
		return nil, err
	}
	// What a query returns is reused once it is closed.
	return copyOf(matrix), nil
}

func copyOf(matrix promql.Matrix) promql.Matrix {
	copied := make(promql.Matrix, len(matrix))
	for i, series := range matrix {
		copied[i] = promql.Series{
			Metric:     series.Metric,
			Floats:     append([]promql.FPoint{}, series.Floats...),
			Histograms: append([]promql.HPoint{}, series.Histograms...),
		}
	}
	return copied
}

// evaluateAtOnce asks the engine for all moments of a stretch in one range query, and evaluates the rule at each with its part of
// the answer. A query that cannot be asked so is asked at each moment.
func (s *ruleSet) evaluateAtOnce(ctx context.Context, one *scheduled, from, to int64) error {
	first, last := one.next(from), min(to, one.end)
	if first > last {
		return nil
	}
	matrix, err := s.over(ctx, one, first, last)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return s.evaluateEach(ctx, []*scheduled{one}, from, to)
	}
	if len(matrix) == 0 && len(one.present) == 0 && !one.isActive() {
		return nil
	}
	if recording, isRecording := one.rule.(*rules.RecordingRule); isRecording {
		series, isDistinct := relabel(recording, matrix)
		if !isDistinct || one.limit > 0 {
			return s.evaluateEach(ctx, []*scheduled{one}, from, to)
		}
		return s.recordAtOnce(ctx, one, series, first, last)
	}
	answers := newAnswers(one.expr, matrix, s.instant)
	for at := first; at <= last; at += one.interval.Milliseconds() {
		if err := s.evaluate(ctx, one, at, answers.query); err != nil {
			return err
		}
	}
	return nil
}

func (r *scheduled) isActive() bool {
	alerting, isAlert := r.rule.(*rules.AlertingRule)
	return isAlert && len(alerting.ActiveAlerts()) > 0
}

// evaluate lets Prometheus' rule make samples and alerts of what the query returns, and records them as a group does.
func (s *ruleSet) evaluate(ctx context.Context, one *scheduled, at int64, query rules.QueryFunc) error {
	moment := time.UnixMilli(at)
	vector, err := one.rule.Eval(ctx, 0, moment, query, external, one.limit)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		if err.Error() == one.lastError {
			return nil
		}
		one.lastError = err.Error()
		return s.out.write(line{Failed: &failedLine{s.job.RuleSet, one.rule.Name(), at, one.lastError}})
	}
	if err := s.record(ctx, one, at, vector); err != nil {
		return err
	}
	if alerting, isAlert := one.rule.(*rules.AlertingRule); isAlert {
		return s.tell(one, alerting, at)
	}
	return nil
}

func (s *ruleSet) record(ctx context.Context, one *scheduled, at int64, vector promql.Vector) error {
	if len(vector) == 0 && len(one.present) == 0 {
		return nil
	}
	appender := s.recorded.Appender(ctx)
	present := make(map[uint64]labels.Labels, len(vector))
	for _, sample := range vector {
		present[sample.Metric.Hash()] = sample.Metric
		var err error
		if sample.H != nil {
			_, err = appender.AppendHistogram(0, sample.Metric, at, nil, sample.H)
		} else {
			_, err = appender.Append(0, sample.Metric, at, sample.F)
		}
		// Two rules that record the same series: the second is refused, as by a server.
		_ = err
	}
	for hash, set := range one.present {
		if _, isThere := present[hash]; !isThere {
			_, _ = appender.Append(0, set, at, math.Float64frombits(value.StaleNaN))
		}
	}
	one.present, one.lastRecord = present, at
	return appender.Commit()
}

// tell reports alerts that begin or end to fire at this moment.
func (s *ruleSet) tell(one *scheduled, alerting *rules.AlertingRule, at int64) error {
	if alerting.ActiveAlertsCount() == 0 && len(one.firing) == 0 {
		return nil
	}
	var lines []line
	alerting.ForEachActiveAlert(func(alert *rules.Alert) {
		key := alert.Labels.Hash()
		isFiring := alert.State == rules.StateFiring
		if isFiring == one.firing[key] {
			return
		}
		state := "resolved"
		if isFiring {
			state = "firing"
			one.firing[key] = true
		} else {
			delete(one.firing, key)
		}
		lines = append(lines, line{Alert: &alertLine{
			s.job.RuleSet, at, state, alert.ActiveAt.UnixMilli(), mapOf(alert.Labels), alert.Annotations.Map(), number(alert.Value),
		}})
	})
	for _, one := range lines {
		if err := s.out.write(one); err != nil {
			return err
		}
	}
	return nil
}
