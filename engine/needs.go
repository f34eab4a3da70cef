package main

import (
	"sort"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

// needs tells what the rules read that they do not record themselves.
func (s *session) needs(job replayCommand) error {
	set := &ruleSet{job: job}
	if err := set.load(); err != nil {
		return s.out.write(line{Refused: &refusedLine{job.RuleSet, err.Error()}})
	}
	names := set.names()
	selectors := map[string]bool{}
	var reach time.Duration
	for _, one := range set.rules {
		found, _ := selectorsOf(one.rule.Query())
		for _, selector := range found {
			reach = max(reach, selector.reach)
			if !names[selector.name] {
				selectors[textOf(selector)] = true
			}
		}
	}
	return s.out.write(line{Needs: &needsLine{sorted(selectors), reach.Milliseconds(), sorted(names)}})
}

// A selector without its offset.
func textOf(one selector) string {
	bare := &parser.VectorSelector{LabelMatchers: one.matchers}
	for _, matcher := range one.matchers {
		if matcher.Name == labels.MetricName && matcher.Type == labels.MatchEqual {
			bare.Name = matcher.Value
		}
	}
	return bare.String()
}

func sorted(set map[string]bool) []string {
	all := make([]string, 0, len(set))
	for one := range set {
		all = append(all, one)
	}
	sort.Strings(all)
	return all
}
