package main

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"strconv"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/value"
)

// A command has exactly one of these. Times are milliseconds since the epoch.
type command struct {
	// Open reads the blocks and the write-ahead log of a data folder of Prometheus, beside the series that are given.
	Open *openCommand `json:"open"`
	// Series adds samples of one series, in the order of time.
	Series *seriesCommand `json:"series"`
	// Needs finds out what a rule set reads.
	Needs *replayCommand `json:"needs"`
	// Recorded finds out since when the history holds what the rules record.
	Recorded *replayCommand `json:"recorded"`
	// Replay evaluates one rule set.
	Replay *replayCommand `json:"replay"`
	// Query is answered from what a replay saw and recorded, or without a rule set from what was read.
	Query *queryCommand `json:"query"`
	// Blocks writes what a replay has recorded into a folder, which is made.
	Blocks *blocksCommand `json:"blocks"`
}

type openCommand struct {
	Folder string `json:"folder"`
}

type seriesCommand struct {
	Labels map[string]string `json:"labels"`
	Times  []int64           `json:"times"`
	Values []sampleValue     `json:"values"`
}

type ruleFile struct {
	Name string `json:"name"`
	Text string `json:"text"`
	// End is the last moment at which the groups of this file are evaluated, where it is earlier than that of the replay.
	End int64 `json:"end"`
}

type replayCommand struct {
	RuleSet string     `json:"ruleSet"`
	Files   []ruleFile `json:"files"`
	Start   int64      `json:"start"`
	End     int64      `json:"end"`
	// Interval is that of groups without their own.
	Interval int64 `json:"interval"`
}

type queryCommand struct {
	RuleSet string `json:"ruleSet"`
	Expr    string `json:"expr"`
	At      int64  `json:"at"`
}

type blocksCommand struct {
	RuleSet string `json:"ruleSet"`
	Folder  string `json:"folder"`
	// Start is the first moment of what is written.
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

type session struct {
	folder  string
	source  source
	results map[string]*ruleSet
	out     *output
}

func (s *session) do(ctx context.Context, one command) error {
	switch {
	case one.Open != nil:
		if err := s.source.open(one.Open.Folder, filepath.Join(s.folder, "head")); err != nil {
			return err
		}
		first, last := s.source.span()
		return s.out.write(line{Opened: &openedLine{first, last}})
	case one.Series != nil:
		return s.addSeries(ctx, *one.Series)
	case one.Needs != nil:
		return s.needs(*one.Needs)
	case one.Replay != nil:
		return s.replay(ctx, *one.Replay)
	case one.Query != nil:
		return s.query(ctx, *one.Query)
	case one.Recorded != nil:
		return s.recorded(ctx, *one.Recorded)
	case one.Blocks != nil:
		return s.blocks(ctx, *one.Blocks)
	}
	return fmt.Errorf("an empty command")
}

func (s *session) addSeries(ctx context.Context, one seriesCommand) error {
	if len(one.Times) != len(one.Values) {
		return fmt.Errorf("%v has %d times and %d values", one.Labels, len(one.Times), len(one.Values))
	}
	db, err := s.source.memory(filepath.Join(s.folder, "given"))
	if err != nil {
		return err
	}
	appender := db.Appender(ctx)
	set := labels.FromMap(one.Labels)
	for i, at := range one.Times {
		if _, err := appender.Append(0, set, at, float64(one.Values[i])); err != nil {
			appender.Rollback()
			return fmt.Errorf("%s at %d: %w", set, at, err)
		}
	}
	return appender.Commit()
}

func (s *session) replay(ctx context.Context, job replayCommand) error {
	set, err := loadRules(job, &s.source, filepath.Join(s.folder, fmt.Sprint("results-", len(s.results))), s.out)
	if err != nil {
		return s.out.write(line{Refused: &refusedLine{job.RuleSet, err.Error()}})
	}
	s.results[job.RuleSet] = set
	if err := set.run(ctx); err != nil {
		return err
	}
	return s.out.write(line{Done: &doneLine{job.RuleSet}})
}

func (s *session) close() {
	for _, set := range s.results {
		set.recorded.Close()
	}
	s.source.close()
}
