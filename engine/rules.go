package main

import (
	"context"
	"fmt"
	"net/url"
	"sort"
	"time"

	"github.com/prometheus/common/promslog"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/rules"
	"github.com/prometheus/prometheus/tsdb"
)

// A rule with the times at which its group evaluates it.
type scheduled struct {
	rule     rules.Rule
	file     string
	expr     string
	interval time.Duration
	limit    int
	// Milliseconds: the first evaluation, and the last moment at which there may be one.
	first, end int64
	// The group's position among all groups, and the rule's in its group.
	group, position int
	// What the last evaluation returned, which is marked as stale once it is gone.
	present map[uint64]labels.Labels
	// When it last recorded anything.
	lastRecord int64
	// Alerts that fire, by their labels.
	firing map[uint64]bool
	// The last error, which is told once.
	lastError string
}

// Rules of one name, what they see and what they have recorded.
type ruleSet struct {
	job      replayCommand
	rules    []*scheduled
	recorded *tsdb.DB
	view     view
	engine   *promql.Engine
	out      *output
}

// How long a sample without a successor is seen: Prometheus' default.
const lookback = 5 * time.Minute

// Links in alerts are made from it.
var external = &url.URL{Scheme: "http", Host: "prometheus.example.com"}

// loadRules loads a rule set for a replay.
func loadRules(job replayCommand, history *source, folder string, out *output) (*ruleSet, error) {
	set := &ruleSet{job: job, out: out}
	if err := set.load(); err != nil {
		return nil, err
	}
	recorded, err := openHead(folder)
	if err != nil {
		return nil, err
	}
	set.recorded = recorded
	set.view = view{history, recorded, set.names()}
	set.engine = newEngine()
	return set, nil
}

func newEngine() *promql.Engine {
	return promql.NewEngine(promql.EngineOpts{
		MaxSamples:           200_000_000,
		Timeout:              time.Hour,
		LookbackDelta:        lookback,
		EnableAtModifier:     true,
		EnableNegativeOffset: true,
	})
}

// load loads the files as a server does, which refuses what it would refuse.
func (s *ruleSet) load() error {
	manager := rules.NewManager(&rules.ManagerOptions{
		ExternalURL: external,
		Context:     context.Background(),
		GroupLoader: loader{s.job.Files},
		Logger:      promslog.NewNopLogger(),
		// An evaluation is of the moment at which it is due.
		DefaultRuleQueryOffset: func() time.Duration { return 0 },
		QueryFunc:              func(context.Context, string, time.Time) (promql.Vector, error) { return nil, nil },
	})
	var names []string
	ends := map[string]int64{}
	for _, file := range s.job.Files {
		names = append(names, file.Name)
		ends[file.Name] = s.job.End
		if file.End != 0 {
			ends[file.Name] = min(file.End, s.job.End)
		}
	}
	interval := time.Duration(s.job.Interval) * time.Millisecond
	groups, errs := manager.LoadGroups(interval, labels.EmptyLabels(), external.String(), nil, false, names...)
	if len(errs) > 0 {
		return errs[0]
	}
	var keys []string
	for key := range groups {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	for at, key := range keys {
		s.add(groups[key], at, ends[groups[key].File()])
	}
	return nil
}

func (s *ruleSet) add(group *rules.Group, at int, end int64) {
	start := time.UnixMilli(s.job.Start)
	first := group.EvalTimestamp(start.UnixNano())
	if first.Before(start) {
		first = first.Add(group.Interval())
	}
	for position, rule := range group.Rules() {
		if alerting, isAlert := rule.(*rules.AlertingRule); isAlert {
			alerting.SetRestored(true)
		}
		s.rules = append(s.rules, &scheduled{
			rule: rule, file: group.File(), expr: rule.Query().String(), interval: group.Interval(), limit: group.Limit(),
			first: first.UnixMilli(), end: end, group: at, position: position,
			present: map[uint64]labels.Labels{}, firing: map[uint64]bool{},
		})
	}
}

func (s *ruleSet) names() map[string]bool {
	names := map[string]bool{}
	for _, one := range s.rules {
		for _, name := range namesOf(one.rule) {
			names[name] = true
		}
	}
	return names
}

// The names of the series that a rule records.
func namesOf(rule rules.Rule) []string {
	if _, isAlert := rule.(*rules.AlertingRule); isAlert {
		return []string{"ALERTS", "ALERTS_FOR_STATE"}
	}
	return []string{rule.Name()}
}

// Rule files from memory.
type loader struct{ files []ruleFile }

func (l loader) Load(name string, ignoreUnknownFields bool) (*rulefmt.RuleGroups, []error) {
	for _, file := range l.files {
		if file.Name == name {
			return rulefmt.Parse([]byte(file.Text), ignoreUnknownFields)
		}
	}
	return nil, []error{fmt.Errorf("there is no rule file %s", name)}
}

func (loader) Parse(query string) (parser.Expr, error) { return parser.ParseExpr(query) }
