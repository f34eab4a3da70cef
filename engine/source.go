package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/prometheus/common/promslog"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
)

// The history that rules are evaluated over: blocks of a data folder, the part that is only in its write-ahead log, and series
// that were given.
type source struct {
	folders []*tsdb.DBReadOnly
	blocks  []tsdb.BlockReader
	given   *tsdb.DB
}

// open reads a data folder. What is only in its write-ahead log is written into a block of the temporary folder first.
func (s *source) open(folder, temporary string) error {
	db, err := tsdb.OpenDBReadOnly(folder, filepath.Dir(temporary), promslog.NewNopLogger())
	if err != nil {
		return err
	}
	s.folders = append(s.folders, db)
	if _, err := os.Stat(filepath.Join(folder, "wal")); err == nil {
		if err := s.openLog(db, temporary); err != nil {
			return err
		}
	}
	// Not before the log is flushed, which closes blocks that are open.
	blocks, err := db.Blocks()
	s.blocks = append(s.blocks, blocks...)
	return err
}

func (s *source) openLog(db *tsdb.DBReadOnly, temporary string) error {
	if err := os.MkdirAll(temporary, 0o700); err != nil {
		return err
	}
	if err := db.FlushWAL(temporary); err != nil {
		return fmt.Errorf("the write-ahead log: %w", err)
	}
	// Without blocks in it, a new sandbox reads only the log.
	head, err := tsdb.OpenDBReadOnly(temporary, filepath.Dir(temporary), promslog.NewNopLogger())
	if err != nil {
		return err
	}
	s.folders = append(s.folders, head)
	blocks, err := head.Blocks()
	s.blocks = append(s.blocks, blocks...)
	return err
}

// span is the first and the last moment of the blocks; 0 and 0 without any.
func (s *source) span() (int64, int64) {
	if len(s.blocks) == 0 {
		return 0, 0
	}
	first, last := int64(math.MaxInt64), int64(math.MinInt64)
	for _, block := range s.blocks {
		meta := block.Meta()
		first, last = min(first, meta.MinTime), max(last, meta.MaxTime-1)
	}
	return first, last
}

// memory is the storage of given series.
func (s *source) memory(folder string) (*tsdb.DB, error) {
	if s.given == nil {
		db, err := openHead(folder)
		if err != nil {
			return nil, err
		}
		s.given = db
	}
	return s.given, nil
}

// A range of time that no history exceeds, so that a head takes samples of any time in it.
const wholeHistory = 20 * 366 * 24 * time.Hour

// openHead keeps everything in the head, without blocks and without a write-ahead log.
func openHead(folder string) (*tsdb.DB, error) {
	options := tsdb.DefaultOptions()
	options.WALSegmentSize = -1
	options.MinBlockDuration = wholeHistory.Milliseconds()
	options.MaxBlockDuration = wholeHistory.Milliseconds()
	options.RetentionDuration = 0
	options.IsolationDisabled = true
	db, err := tsdb.Open(folder, promslog.NewNopLogger(), nil, options, nil)
	if err != nil {
		return nil, err
	}
	db.DisableCompactions()
	return db, nil
}

// Querier makes a source a storage.Queryable.
func (s *source) Querier(mint, maxt int64) (storage.Querier, error) {
	var queriers []storage.Querier
	for _, block := range s.blocks {
		meta := block.Meta()
		if meta.MaxTime <= mint || meta.MinTime > maxt {
			continue
		}
		querier, err := tsdb.NewBlockQuerier(block, mint, maxt)
		if err != nil {
			return nil, err
		}
		queriers = append(queriers, querier)
	}
	if s.given != nil {
		querier, err := s.given.Querier(mint, maxt)
		if err != nil {
			return nil, err
		}
		queriers = append(queriers, querier)
	}
	return storage.NewMergeQuerier(queriers, nil, storage.ChainedSeriesMerge), nil
}

func (s *source) close() {
	if s.given != nil {
		s.given.Close()
	}
	for _, folder := range s.folders {
		folder.Close()
	}
}

// What rules see: history without the series that they record themselves, and what they have recorded in this replay. What a
// server recorded by other rules of the same name must not be taken for theirs.
type view struct {
	source   storage.Queryable
	recorded storage.Queryable
	names    map[string]bool
}

func (v view) Querier(mint, maxt int64) (storage.Querier, error) {
	own, err := v.recorded.Querier(mint, maxt)
	if err != nil {
		return nil, err
	}
	history := &hiding{Querier: storage.NoopQuerier(), names: v.names, open: func() (storage.Querier, error) {
		return v.source.Querier(mint, maxt)
	}}
	return storage.NewMergeQuerier([]storage.Querier{history, own}, nil, storage.ChainedSeriesMerge), nil
}

// A querier without the series of some names. Most queries of rules are for recorded series alone, and never open the history.
type hiding struct {
	storage.Querier
	names  map[string]bool
	open   func() (storage.Querier, error)
	isOpen bool
}

func (h *hiding) Select(ctx context.Context, sorted bool, hints *storage.SelectHints, matchers ...*labels.Matcher) storage.SeriesSet {
	name := ""
	for _, matcher := range matchers {
		if matcher.Name == labels.MetricName && matcher.Type == labels.MatchEqual {
			name = matcher.Value
		}
	}
	if h.names[name] {
		return storage.EmptySeriesSet()
	}
	if !h.isOpen {
		querier, err := h.open()
		if err != nil {
			return storage.ErrSeriesSet(err)
		}
		h.Querier, h.isOpen = querier, true
	}
	found := h.Querier.Select(ctx, sorted, hints, matchers...)
	if name != "" {
		return found
	}
	return &visible{found, h.names}
}

// The series of a set that are not hidden.
type visible struct {
	storage.SeriesSet
	names map[string]bool
}

func (v *visible) Next() bool {
	for v.SeriesSet.Next() {
		if !v.names[v.At().Labels().Get(labels.MetricName)] {
			return true
		}
	}
	return false
}
