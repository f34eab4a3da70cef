//go:build !prometheus2

package main

import (
	"net/url"
	"time"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/rules"
)

func loadGroups(manager *rules.Manager, interval time.Duration, external *url.URL, files []RuleFile) (map[string]*rules.Group, []error) {
	return manager.LoadGroups(interval, labels.EmptyLabels(), external.String(), nil, false, namesOf(files)...)
}
