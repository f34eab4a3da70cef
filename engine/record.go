package main

import (
	"context"
	"math"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/rules"
)

// relabel gives series the name and the labels of a recording rule, as its Eval does; false if two become the same.
func relabel(rule *rules.RecordingRule, matrix promql.Matrix) (promql.Matrix, bool) {
	builder := labels.NewBuilder(labels.EmptyLabels())
	seen := make(map[uint64]bool, len(matrix))
	for i := range matrix {
		builder.Reset(matrix[i].Metric)
		builder.Set(labels.MetricName, rule.Name())
		rule.Labels().Range(func(one labels.Label) { builder.Set(one.Name, one.Value) })
		matrix[i].Metric = builder.Labels()
		hash := matrix[i].Metric.Hash()
		if seen[hash] {
			return matrix, false
		}
		seen[hash] = true
	}
	return matrix, true
}

// recordAtOnce records what a rule returned at the moments from the first to the last, and marks each series as stale where it
// ends, as a group does.
func (s *ruleSet) recordAtOnce(ctx context.Context, one *scheduled, matrix promql.Matrix, first, last int64) error {
	appender := s.recorded.Appender(ctx)
	every := one.interval.Milliseconds()
	stale := func(set labels.Labels, at int64) {
		// Where another rule has recorded the series at that moment, it has not ended.
		_, _ = appender.Append(0, set, at, math.Float64frombits(value.StaleNaN))
	}
	gone := one.present
	one.present = map[uint64]labels.Labels{}
	for _, series := range matrix {
		hash := series.Metric.Hash()
		previous := first - every
		if _, isKnown := gone[hash]; !isKnown {
			previous = math.MinInt64
		}
		delete(gone, hash)
		end := func(next int64) {
			if previous != math.MinInt64 && previous+every < next && previous+every <= last {
				stale(series.Metric, previous+every)
			}
			previous = next
		}
		for _, point := range series.Floats {
			end(point.T)
			_, _ = appender.Append(0, series.Metric, point.T, point.F)
		}
		for _, point := range series.Histograms {
			end(point.T)
			_, _ = appender.AppendHistogram(0, series.Metric, point.T, nil, point.H)
		}
		one.lastRecord = max(one.lastRecord, previous)
		if previous == last-(last-first)%every {
			one.present[hash] = series.Metric
		} else {
			end(math.MaxInt64)
		}
	}
	for _, set := range gone {
		stale(set, first)
	}
	return appender.Commit()
}
