package main

import (
	"context"
	"sort"
	"time"

	"github.com/prometheus/prometheus/promql"
)

// A query at one time.
type askedAt struct {
	at       time.Time
	expr     string
	position int
}

func schedule(queries []Query, set string) []askedAt {
	var all []askedAt
	for i, query := range queries {
		if query.RuleSet != set {
			continue
		}
		for at := query.From; at <= query.To; at += max(query.Step, 1) {
			all = append(all, askedAt{momentOf(at), query.Expr, i + 1})
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].at.Before(all[j].at) })
	return all
}

func (s *Server) answer(ctx context.Context, asked askedAt) error {
	line := Line{RuleSet: s.set.Name, At: seconds(asked.at), Query: asked.position}
	if s.downAt(asked.at) != nil {
		line.Error = "the server is down"
		return s.report.write([]Line{line})
	}
	query, err := s.engine.NewInstantQuery(ctx, s.db, nil, asked.expr, asked.at)
	if err != nil {
		return err
	}
	defer query.Close()
	result := query.Exec(ctx)
	if result.Err != nil {
		line.Error = result.Err.Error()
		return s.report.write([]Line{line})
	}
	switch value := result.Value.(type) {
	case promql.Vector:
		for _, one := range value {
			line.Samples = append(line.Samples, Answer{mapOf(one.Metric), number(one.F)})
		}
	case promql.Scalar:
		line.Samples = []Answer{{map[string]string{}, number(value.V)}}
	}
	return s.report.write([]Line{line})
}
