//go:build !prometheus316

package main

import (
	"context"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
)

// Versions before 3.12 know nothing of the start of a counter.
func newEngine(_ *Job, options promql.EngineOpts) *promql.Engine { return promql.NewEngine(options) }

func parseExpr(query string) (parser.Expr, error) { return parser.ParseExpr(query) }

type appenderV1 struct{ appender storage.Appender }

func newAppender(ctx context.Context, db *tsdb.DB) appender { return appenderV1{db.Appender(ctx)} }

func (a appenderV1) append(ref storage.SeriesRef, labels labels.Labels, one sample) (storage.SeriesRef, error) {
	return a.appender.Append(ref, labels, one.timestamp(), one.value)
}

func (a appenderV1) commit() error { return a.appender.Commit() }
