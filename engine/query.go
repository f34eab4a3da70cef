package main

import (
	"context"
	"time"

	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/rules"
	"github.com/prometheus/prometheus/storage"
)

// instant asks the engine at one moment.
func (s *ruleSet) instant(ctx context.Context, expr string, at time.Time) (promql.Vector, error) {
	return rules.EngineQueryFunc(s.engine, s.view)(ctx, expr, at)
}

// Answers of a range query, moment by moment in the order of time.
type answers struct {
	expr      string
	matrix    promql.Matrix
	floats    []int
	histos    []int
	otherwise rules.QueryFunc
}

func newAnswers(expr string, matrix promql.Matrix, otherwise rules.QueryFunc) *answers {
	return &answers{expr, matrix, make([]int, len(matrix)), make([]int, len(matrix)), otherwise}
}

// query returns what the expression yields at a moment, which must not be earlier than that of the call before. Queries of
// templates are others.
func (a *answers) query(ctx context.Context, expr string, at time.Time) (promql.Vector, error) {
	if expr != a.expr {
		return a.otherwise(ctx, expr, at)
	}
	moment := at.UnixMilli()
	var vector promql.Vector
	for i, series := range a.matrix {
		for a.floats[i] < len(series.Floats) && series.Floats[a.floats[i]].T < moment {
			a.floats[i]++
		}
		for a.histos[i] < len(series.Histograms) && series.Histograms[a.histos[i]].T < moment {
			a.histos[i]++
		}
		if next := a.floats[i]; next < len(series.Floats) && series.Floats[next].T == moment {
			vector = append(vector, promql.Sample{T: moment, F: series.Floats[next].F, Metric: series.Metric})
		} else if next := a.histos[i]; next < len(series.Histograms) && series.Histograms[next].T == moment {
			vector = append(vector, promql.Sample{T: moment, H: series.Histograms[next].H, Metric: series.Metric})
		}
	}
	return vector, nil
}

// query answers a query of whoever runs this program.
func (s *session) query(ctx context.Context, one queryCommand) error {
	var queryable storage.Queryable = &s.source
	if set, isThere := s.results[one.RuleSet]; isThere {
		queryable = set.view
	}
	vector, err := rules.EngineQueryFunc(newEngine(), queryable)(ctx, one.Expr, time.UnixMilli(one.At))
	if err != nil {
		return s.out.write(line{Answer: &answerLine{Samples: []sampleLine{}, Error: err.Error()}})
	}
	samples := []sampleLine{}
	for _, sample := range vector {
		samples = append(samples, sampleLine{mapOf(sample.Metric), number(sample.F)})
	}
	return s.out.write(line{Answer: &answerLine{Samples: samples}})
}
