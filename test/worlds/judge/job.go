package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"sort"
	"strconv"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/value"
)

// Span is a stretch of simulated time in seconds, its end exclusive.
type Span struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

func (s Span) holds(second int64) bool { return second >= s.From && second < s.To }

// RuleFile is a plain rule file. Its name takes part in the offset of its groups, as a path does in a real server.
type RuleFile struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// RuleSet is evaluated by a server of its own, which sees the samples and no other rule set.
type RuleSet struct {
	Name  string     `json:"name"`
	Files []RuleFile `json:"files"`
}

// Query is asked as an instant query at each step, or once where From equals To.
type Query struct {
	RuleSet string `json:"ruleSet"`
	Expr    string `json:"expr"`
	Span
	Step int64 `json:"step"`
}

// Job is the first line of the input. All times are seconds since the start of the simulation.
type Job struct {
	End                int64     `json:"end"`
	EvaluationInterval int64     `json:"evaluationInterval"`
	QueryOffset        int64     `json:"queryOffset"`
	Down               []Span    `json:"down"`
	MissedShare        float64   `json:"missedShare"`
	MissedSpans        []Span    `json:"missedSpans"`
	Seed               int64     `json:"seed"`
	Pending            bool      `json:"pending"`
	UseStartTimestamps bool      `json:"useStartTimestamps"`
	RuleSets           []RuleSet `json:"ruleSets"`
	Queries            []Query   `json:"queries"`
}

// One series of the input: milliseconds and values side by side. Delay is the time from a sample's timestamp until the
// server can read it, such as that of remote writing.
type seriesLine struct {
	Labels map[string]string `json:"labels"`
	Times  []int64           `json:"times"`
	Values []sampleValue     `json:"values"`
	Births []birth           `json:"births"`
	Delay  int64             `json:"delay"`
}

// From the sample of that time on, the counter of a series counts since Start. Both are milliseconds.
type birth struct {
	From  int64 `json:"from"`
	Start int64 `json:"start"`
}

// A number, or "stale", "NaN", "+Inf", "-Inf", which JSON has no numbers for.
type sampleValue float64

func (v *sampleValue) UnmarshalJSON(data []byte) error {
	text := string(data)
	if text == `"stale"` {
		*v = sampleValue(math.Float64frombits(value.StaleNaN))
		return nil
	}
	if unquoted, err := strconv.Unquote(text); err == nil {
		text = unquoted
	}
	number, err := strconv.ParseFloat(text, 64)
	*v = sampleValue(number)
	return err
}

type sample struct {
	series  int
	time    int64
	arrival int64
	value   float64
	// When the counter began, in milliseconds; nil where nobody says.
	start *int64
}

// World is what every rule set sees: all samples in the order in which they become readable.
type World struct {
	series  []labels.Labels
	samples []sample
}

func readInput(input io.Reader) (Job, World, error) {
	var job Job
	var world World
	decoder := json.NewDecoder(bufio.NewReaderSize(input, 1<<20))
	if err := decoder.Decode(&job); err != nil {
		return job, world, fmt.Errorf("the job: %w", err)
	}
	for {
		var line seriesLine
		err := decoder.Decode(&line)
		if err == io.EOF {
			break
		}
		if err != nil {
			return job, world, fmt.Errorf("series %d: %w", len(world.series), err)
		}
		if err := world.add(line); err != nil {
			return job, world, err
		}
	}
	sort.SliceStable(world.samples, func(i, j int) bool { return world.samples[i].arrival < world.samples[j].arrival })
	return job, world, nil
}

func (w *World) add(line seriesLine) error {
	id := len(w.series)
	w.series = append(w.series, labels.FromMap(line.Labels))
	if len(line.Times) != len(line.Values) {
		return fmt.Errorf("%v has %d times and %d values", line.Labels, len(line.Times), len(line.Values))
	}
	var start *int64
	births := line.Births
	for i, time := range line.Times {
		for ; len(births) > 0 && births[0].From <= time; births = births[1:] {
			start = &births[0].Start
		}
		w.samples = append(w.samples, sample{id, time, time + line.Delay, float64(line.Values[i]), start})
	}
	return nil
}
