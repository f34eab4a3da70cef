package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/prometheus/common/promslog"
	"github.com/prometheus/prometheus/tsdb"
)

// The blocks of Prometheus grow to 18 h or more, those of Mimir and Thanos to 24 h or more: 6 h divides all of them, so that no block
// crosses a border at which one of them compacts.
const blockRange = 6 * time.Hour

// blocks writes what a replay has recorded, from a moment on: all of it, or nothing.
func (s *session) blocks(ctx context.Context, one blocksCommand) error {
	set, isThere := s.results[one.RuleSet]
	if !isThere {
		return fmt.Errorf("there is no rule set %s", one.RuleSet)
	}
	if err := os.MkdirAll(one.Folder, 0o777); err != nil {
		return err
	}
	written, err := writeBlocks(ctx, set.recorded.Head(), one)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		os.RemoveAll(one.Folder)
		return err
	}
	return s.out.write(line{Written: &written})
}

func writeBlocks(ctx context.Context, head *tsdb.Head, one blocksCommand) (writtenLine, error) {
	var written writtenLine
	size := blockRange.Milliseconds()
	compactor, err := tsdb.NewLeveledCompactor(ctx, nil, promslog.NewNopLogger(), []int64{size}, nil, nil)
	if err != nil {
		return written, err
	}
	// A server that starts anew takes what is in its write-ahead log before the end of the last block for known, and drops it.
	// Not so for blocks of samples that came late, as these do.
	late := &tsdb.BlockMeta{}
	late.Compaction.SetOutOfOrder()
	start := max(one.Start, head.MinTime())
	for from := start / size * size; from <= head.MaxTime(); from += size {
		first, end := max(from, start), min(from+size, head.MaxTime()+1)
		ids, err := compactor.Write(one.Folder, tsdb.NewRangeHead(head, first, end-1), first, end, late)
		if err != nil {
			return written, err
		}
		for _, id := range ids {
			if err := written.add(filepath.Join(one.Folder, id.String())); err != nil {
				return written, err
			}
		}
	}
	return written, nil
}

// add counts a block by what it states of itself.
func (w *writtenLine) add(block string) error {
	text, err := os.ReadFile(filepath.Join(block, "meta.json"))
	if err != nil {
		return err
	}
	var meta tsdb.BlockMeta
	if err := json.Unmarshal(text, &meta); err != nil {
		return err
	}
	w.Blocks++
	w.Samples += meta.Stats.NumSamples
	w.Series = max(w.Series, meta.Stats.NumSeries)
	return nil
}
