package main

import (
	"sort"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
)

// needs finds what the rules read that they do not record themselves.
func (s *session) needs(job replayCommand) error {
	set := &ruleSet{job: job}
	if err := set.load(); err != nil {
		return s.out.write(line{Refused: &refusedLine{job.RuleSet, err.Error()}})
	}
	names := set.names()
	read := map[string][]*labels.Matcher{}
	var reach time.Duration
	for _, one := range set.rules {
		found, _ := selectorsOf(one.rule.Query())
		for _, selector := range found {
			reach = max(reach, selector.reach)
			if !names[selector.name] {
				read[textOf(selector)] = selector.matchers
			}
		}
	}
	return s.out.write(line{Needs: &needsLine{widest(read), reach.Milliseconds(), sorted(names)}})
}

// widest leaves out selectors that find nothing but what another one finds, too.
func widest(read map[string][]*labels.Matcher) []string {
	wide := map[string]bool{}
	for text, matchers := range read {
		isWithin := false
		for other, fewer := range read {
			isWithin = isWithin || (text != other && len(fewer) < len(matchers) && hasAll(matchers, fewer))
		}
		if !isWithin {
			wide[text] = true
		}
	}
	return sorted(wide)
}

func hasAll(matchers, some []*labels.Matcher) bool {
	known := map[string]bool{}
	for _, one := range matchers {
		known[one.String()] = true
	}
	for _, one := range some {
		if !known[one.String()] {
			return false
		}
	}
	return true
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
