package main

import (
	"context"
	"os"
	"time"

	"github.com/prometheus/common/promslog"
	"github.com/prometheus/prometheus/tsdb"
)

// The third level at which Prometheus itself compacts: not longer than a tenth of its default retention, which is the longest
// block that it keeps whole.
const blockRange = 18 * time.Hour

// writeBlocks writes everything that was recorded, and returns how many blocks that took. Each lies within one of the ranges that
// Prometheus itself aligns blocks to.
func writeBlocks(ctx context.Context, recorded *tsdb.DB, folder string) (int, error) {
	head := recorded.Head()
	if head.NumSeries() == 0 {
		return 0, nil
	}
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return 0, err
	}
	size := blockRange.Milliseconds()
	compactor, err := tsdb.NewLeveledCompactor(ctx, nil, promslog.NewNopLogger(), []int64{size}, nil, nil)
	if err != nil {
		return 0, err
	}
	// A server that starts anew takes what is in its write-ahead log before the end of the last block for known, and drops it.
	// Not so for blocks of samples that came late, as these do.
	late := &tsdb.BlockMeta{}
	late.Compaction.SetOutOfOrder()
	count := 0
	for from := head.MinTime() / size * size; from <= head.MaxTime(); from += size {
		to := min(from+size, head.MaxTime()+1)
		first := max(from, head.MinTime())
		written, err := compactor.Write(folder, tsdb.NewRangeHead(head, first, to-1), first, to, late)
		if err != nil {
			return count, err
		}
		count += len(written)
	}
	return count, nil
}
