package main

import (
	"sort"
	"strings"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/rules"
)

// A step evaluates one rule over a stretch of time at once, or several that read each other moment by moment.
type step struct {
	rules []*scheduled
	// Whether the rules must be evaluated moment by moment.
	isEach bool
	// Whether that matters only while one of them is active: alerts that look whether they fire.
	isQuiet bool
	// How long what they record can be seen by one of them.
	memory time.Duration
}

// orderOf finds in which order rules can be evaluated, each over a whole stretch of time, so that they see what they would have
// seen live: what earlier rules of their group recorded at the same moment, and later ones a moment before. Independent parts
// are apart, so that they can be evaluated at the same time.
func orderOf(all []*scheduled) [][]step {
	graph := newGraph(all)
	components := graph.components()
	parts := graph.parts()
	byPart := map[int][]step{}
	var order []int
	for _, members := range components {
		one := step{isEach: len(members) > 1, isQuiet: true}
		for _, member := range members {
			_, isAlert := all[member].rule.(*rules.AlertingRule)
			one.rules = append(one.rules, all[member])
			one.isEach = one.isEach || graph.isEach[member]
			one.isQuiet = one.isQuiet && isAlert && !graph.isOdd[member]
			one.memory = max(one.memory, graph.reach[member])
		}
		part := parts[members[0]]
		if _, isKnown := byPart[part]; !isKnown {
			order = append(order, part)
		}
		byPart[part] = append(byPart[part], one)
	}
	result := make([][]step, 0, len(order))
	for _, part := range order {
		result = append(result, byPart[part])
	}
	return result
}

type graph struct {
	// By reader: whom it reads.
	reads [][]int
	// Rules that read themselves, or other times than the past.
	isEach []bool
	// Those of other times than the past.
	isOdd []bool
	// How far each looks back at alerts.
	reach []time.Duration
}

func newGraph(all []*scheduled) *graph {
	byName := map[string][]int{}
	for at, one := range all {
		for _, name := range namesOf(one.rule) {
			byName[name] = append(byName[name], at)
		}
	}
	g := &graph{make([][]int, len(all)), make([]bool, len(all)), make([]bool, len(all)), make([]time.Duration, len(all))}
	for at, one := range all {
		selectors, isOdd := selectorsOf(one.rule.Query())
		g.isEach[at], g.isOdd[at] = isOdd, isOdd
		for _, selector := range selectors {
			if selector.name == "" || selector.name == "ALERTS" || selector.name == "ALERTS_FOR_STATE" {
				g.reach[at] = max(g.reach[at], selector.reach)
			}
			for _, writer := range writersOf(selector, byName, all) {
				g.connect(at, writer, selector, all)
			}
		}
	}
	return g
}

// A rule that reads a later one of its group, or itself, sees what that recorded the evaluation before: they are evaluated moment
// by moment, unless it does not look at the present at all.
func (g *graph) connect(reader, writer int, selector selector, all []*scheduled) {
	g.reads[reader] = append(g.reads[reader], writer)
	isLater := all[reader].group == all[writer].group && all[writer].position >= all[reader].position
	if !isLater || (reader != writer && selector.offset >= all[reader].interval) {
		return
	}
	g.reads[writer] = append(g.reads[writer], reader)
	g.isEach[reader] = g.isEach[reader] || reader == writer
}

func writersOf(one selector, byName map[string][]int, all []*scheduled) []int {
	var candidates []int
	if one.name != "" {
		candidates = byName[one.name]
	} else {
		for at := range all {
			candidates = append(candidates, at)
		}
	}
	var writers []int
	for _, at := range candidates {
		if mayRecord(all[at].rule, one.matchers) {
			writers = append(writers, at)
		}
	}
	return writers
}

// Labels that a rule sets are known beforehand, all others are not.
func mayRecord(rule rules.Rule, matchers []*labels.Matcher) bool {
	set := constantLabels(rule)
	for _, matcher := range matchers {
		if matcher.Name == labels.MetricName {
			passes := false
			for _, name := range namesOf(rule) {
				passes = passes || matcher.Matches(name)
			}
			if !passes {
				return false
			}
			continue
		}
		if value, isSet := set[matcher.Name]; isSet && !matcher.Matches(value) {
			return false
		}
	}
	return true
}

// The labels that a rule gives to whatever it records.
func constantLabels(rule rules.Rule) map[string]string {
	set := rule.Labels().Map()
	if _, isAlert := rule.(*rules.AlertingRule); !isAlert {
		return set
	}
	for name, value := range set {
		if strings.Contains(value, "{{") {
			delete(set, name)
		}
	}
	set[labels.AlertName] = rule.Name()
	return set
}

type selector struct {
	// Empty where no matcher asks for one name.
	name     string
	matchers []*labels.Matcher
	offset   time.Duration
	// How far it looks back at most.
	reach time.Duration
}

// The selectors of an expression, and whether a range query may see other times than a query of each moment: what has an `@`
// or looks ahead.
func selectorsOf(expr parser.Expr) ([]selector, bool) {
	var found []selector
	isOdd := false
	parser.Inspect(expr, func(node parser.Node, path []parser.Node) error {
		switch one := node.(type) {
		case *parser.SubqueryExpr:
			isOdd = isOdd || one.Timestamp != nil || one.StartOrEnd != 0 || one.OriginalOffset < 0
		case *parser.VectorSelector:
			isOdd = isOdd || one.Timestamp != nil || one.StartOrEnd != 0 || one.OriginalOffset < 0
			found = append(found, selector{nameOf(one), one.LabelMatchers, one.OriginalOffset, reachOf(one, path)})
		}
		return nil
	})
	return found, isOdd
}

func reachOf(one *parser.VectorSelector, path []parser.Node) time.Duration {
	reach := one.OriginalOffset + lookback
	for _, node := range path {
		switch outer := node.(type) {
		case *parser.MatrixSelector:
			reach += outer.Range
		case *parser.SubqueryExpr:
			reach += outer.Range + outer.OriginalOffset
		}
	}
	return reach
}

func nameOf(selector *parser.VectorSelector) string {
	for _, matcher := range selector.LabelMatchers {
		if matcher.Name == labels.MetricName && matcher.Type == labels.MatchEqual {
			return matcher.Value
		}
	}
	return ""
}

// components are the sets of rules that read each other in a circle, each after those that it reads (Tarjan 1972).
func (g *graph) components() [][]int {
	t := &tarjan{graph: g, index: make([]int, len(g.reads)), low: make([]int, len(g.reads)), isOpen: make([]bool, len(g.reads))}
	for node := range g.reads {
		if t.index[node] == 0 {
			t.visit(node)
		}
	}
	return t.found
}

type tarjan struct {
	graph  *graph
	index  []int
	low    []int
	isOpen []bool
	stack  []int
	count  int
	found  [][]int
}

func (t *tarjan) visit(node int) {
	t.count++
	t.index[node], t.low[node] = t.count, t.count
	t.stack, t.isOpen[node] = append(t.stack, node), true
	for _, next := range t.graph.reads[node] {
		if t.index[next] == 0 {
			t.visit(next)
			t.low[node] = min(t.low[node], t.low[next])
		} else if t.isOpen[next] {
			t.low[node] = min(t.low[node], t.index[next])
		}
	}
	if t.low[node] != t.index[node] {
		return
	}
	var members []int
	for {
		last := t.stack[len(t.stack)-1]
		t.stack, t.isOpen[last] = t.stack[:len(t.stack)-1], false
		members = append(members, last)
		if last == node {
			break
		}
	}
	sort.Ints(members)
	t.found = append(t.found, members)
}

// parts gives each rule the least rule that it is connected with.
func (g *graph) parts() []int {
	part := make([]int, len(g.reads))
	for at := range part {
		part[at] = at
	}
	var root func(at int) int
	root = func(at int) int {
		if part[at] != at {
			part[at] = root(part[at])
		}
		return part[at]
	}
	for reader, writers := range g.reads {
		for _, writer := range writers {
			part[max(root(reader), root(writer))] = min(root(reader), root(writer))
		}
	}
	for at := range part {
		part[at] = root(at)
	}
	return part
}
