//go:build !prometheus2 && !prometheus316

package main

import (
	"context"

	"github.com/prometheus/common/promslog"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/rules"
	"github.com/prometheus/prometheus/tsdb"
)

func openStorage(folder string) (*tsdb.DB, error) {
	return tsdb.Open(folder, promslog.NewNopLogger(), nil, storageOptions(), nil)
}

func newManager(ctx context.Context, parts managerParts) *rules.Manager {
	options := managerOptions(ctx, parts)
	options.Appendable = parts.storage
	options.Logger = promslog.NewNopLogger()
	return rules.NewManager(&options)
}

func (l memoryLoader) Load(name string, ignoreUnknownFields bool) (*rulefmt.RuleGroups, []error) {
	text, err := l.text(name)
	if err != nil {
		return nil, []error{err}
	}
	return rulefmt.Parse(text, ignoreUnknownFields)
}
