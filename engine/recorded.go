package main

import (
	"context"
	"math"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
)

// recorded finds since when the history holds samples of series that the rules of each file record.
func (s *session) recorded(ctx context.Context, job replayCommand) error {
	set := &ruleSet{job: job}
	if err := set.load(); err != nil {
		return s.out.write(line{Refused: &refusedLine{job.RuleSet, err.Error()}})
	}
	querier, err := s.source.Querier(job.Start, job.End)
	if err != nil {
		return err
	}
	defer querier.Close()
	since := map[string]int64{}
	for _, one := range set.rules {
		at, err := firstSample(querier.Select(ctx, false, nil, matchersOf(one)...))
		if err != nil {
			return err
		}
		if known, isKnown := since[one.file]; at != math.MaxInt64 && (!isKnown || at < known) {
			since[one.file] = at
		}
	}
	return s.out.write(line{Recorded: &recordedLine{since}})
}

// The series that a recording rule may have written: those of its name with all labels that it sets.
func matchersOf(one *scheduled) []*labels.Matcher {
	matchers := []*labels.Matcher{labels.MustNewMatcher(labels.MatchEqual, labels.MetricName, one.rule.Name())}
	for name, value := range constantLabels(one.rule) {
		matchers = append(matchers, labels.MustNewMatcher(labels.MatchEqual, name, value))
	}
	return matchers
}

// The time of the first sample of all; the latest that there is where there is none.
func firstSample(found storage.SeriesSet) (int64, error) {
	first := int64(math.MaxInt64)
	var iterator chunkenc.Iterator
	for found.Next() {
		iterator = found.At().Iterator(iterator)
		if iterator.Next() != chunkenc.ValNone {
			first = min(first, iterator.AtT())
		}
		if iterator.Err() != nil {
			return 0, iterator.Err()
		}
	}
	return first, found.Err()
}
