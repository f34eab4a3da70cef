package main

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/rules"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
)

// What a manager of rules is made from, in either major version of Prometheus.
type managerParts struct {
	storage     *tsdb.DB
	query       rules.QueryFunc
	notify      rules.NotifyFunc
	external    *url.URL
	queryOffset time.Duration
	files       []RuleFile
}

// What takes samples into the storage, in any version of Prometheus.
type appender interface {
	append(ref storage.SeriesRef, labels labels.Labels, one sample) (storage.SeriesRef, error)
	commit() error
}

// The timestamps of a sample in the storage, and of the start of its counter; 0 where nobody says.
func (s sample) timestamp() int64 { return epoch.UnixMilli() + s.time }

func (s sample) startTimestamp() int64 {
	if s.start == nil {
		return 0
	}
	return epoch.UnixMilli() + *s.start
}

// Prometheus' defaults (cmd/prometheus/main.go), and rule files from memory.
func managerOptions(ctx context.Context, parts managerParts) rules.ManagerOptions {
	return rules.ManagerOptions{
		ExternalURL:            parts.external,
		QueryFunc:              parts.query,
		NotifyFunc:             parts.notify,
		Context:                ctx,
		Queryable:              parts.storage,
		OutageTolerance:        time.Hour,
		ForGracePeriod:         10 * time.Minute,
		ResendDelay:            time.Minute,
		GroupLoader:            memoryLoader{parts.files},
		DefaultRuleQueryOffset: func() time.Duration { return parts.queryOffset },
		// Rules of a group are evaluated one after the other, so it does not matter which reads which.
		RuleDependencyController: noDependencies{},
	}
}

type noDependencies struct{}

func (noDependencies) AnalyseRules([]rules.Rule) {}

func namesOf(files []RuleFile) []string {
	var names []string
	for _, file := range files {
		names = append(names, file.Name)
	}
	return names
}

type memoryLoader struct{ files []RuleFile }

func (l memoryLoader) text(name string) ([]byte, error) {
	for _, file := range l.files {
		if file.Name == name {
			return []byte(file.Text), nil
		}
	}
	return nil, fmt.Errorf("there is no rule file %s", name)
}

func (memoryLoader) Parse(query string) (parser.Expr, error) {
	expr, err := parseExpr(query)
	if err != nil {
		return nil, err
	}
	return printedOnce{expr, expr.String()}, nil
}

// An expression with its text: a rule prints its expression twice in each evaluation.
type printedOnce struct {
	parser.Expr
	text string
}

func (expr printedOnce) String() string { return expr.text }
