//go:build prometheus2

package main

import (
	"context"
	"net/url"
	"time"

	"github.com/go-kit/log"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/rules"
	"github.com/prometheus/prometheus/tsdb"
)

func openStorage(folder string) (*tsdb.DB, error) {
	return tsdb.Open(folder, log.NewNopLogger(), nil, storageOptions(), nil)
}

func newManager(ctx context.Context, parts managerParts) *rules.Manager {
	options := managerOptions(ctx, parts)
	options.Appendable = parts.storage
	options.Logger = log.NewNopLogger()
	return rules.NewManager(&options)
}

func loadGroups(manager *rules.Manager, interval time.Duration, external *url.URL, files []RuleFile) (map[string]*rules.Group, []error) {
	return manager.LoadGroups(interval, labels.EmptyLabels(), external.String(), nil, namesOf(files)...)
}

func (l memoryLoader) Load(name string) (*rulefmt.RuleGroups, []error) {
	text, err := l.text(name)
	if err != nil {
		return nil, []error{err}
	}
	return rulefmt.Parse(text)
}
