//go:build prometheus316

package main

import (
	"context"
	"log/slog"

	"github.com/prometheus/common/model"
	"github.com/prometheus/common/promslog"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/rules"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
)

var promqlParser = parser.NewParser(parser.Options{})

// As with --enable-feature=st-storage.
func openStorage(folder string) (*tsdb.DB, error) {
	options := storageOptions()
	options.EnableSTStorage = true
	options.FloatChunkEncoding = chunkenc.EncXOR2
	return tsdb.Open(folder, promslog.NewNopLogger(), nil, options, nil)
}

// As with --enable-feature=use-start-timestamps where the job says so.
func newEngine(job *Job, options promql.EngineOpts) *promql.Engine {
	options.Parser = promqlParser
	options.UseStartTimestamps = job.UseStartTimestamps
	return promql.NewEngine(options)
}

func newManager(ctx context.Context, parts managerParts) *rules.Manager {
	options := managerOptions(ctx, parts)
	options.AppendableV2 = parts.storage
	options.Logger = promslog.NewNopLogger()
	options.Parser = promqlParser
	return rules.NewManager(&options)
}

func (l memoryLoader) Load(name string, ignoreUnknownFields bool, scheme model.ValidationScheme) (*rulefmt.RuleGroups, []error) {
	text, err := l.text(name)
	if err != nil {
		return nil, []error{err}
	}
	return rulefmt.Parse(text, ignoreUnknownFields, scheme, promqlParser, slog.New(slog.DiscardHandler))
}

func parseExpr(query string) (parser.Expr, error) { return promqlParser.ParseExpr(query) }

type appenderV2 struct{ appender storage.AppenderV2 }

func newAppender(ctx context.Context, db *tsdb.DB) appender { return appenderV2{db.AppenderV2(ctx)} }

func (a appenderV2) append(ref storage.SeriesRef, labels labels.Labels, one sample) (storage.SeriesRef, error) {
	return a.appender.Append(ref, labels, one.startTimestamp(), one.timestamp(), one.value, nil, nil, storage.AOptions{})
}

func (a appenderV2) commit() error { return a.appender.Commit() }
