package main

import (
	"bufio"
	"encoding/json"
	"io"
	"strconv"
	"sync"

	"github.com/prometheus/prometheus/model/labels"
)

// Line is one line of the output: a change of an alert, an answer to a query, or an error of a rule.
type Line struct {
	RuleSet string `json:"ruleSet"`
	// At is the simulated time in seconds.
	At          float64           `json:"at"`
	State       string            `json:"state,omitempty"`
	Labels      map[string]string `json:"labels,omitempty"`
	Annotations map[string]string `json:"annotations,omitempty"`
	Value       string            `json:"value,omitempty"`
	// Query is the position of the query in the job, from 1.
	Query   int      `json:"query,omitempty"`
	Samples []Answer `json:"samples,omitempty"`
	Rule    string   `json:"rule,omitempty"`
	Error   string   `json:"error,omitempty"`
	// Evaluations of groups, in the last line of a rule set.
	Evaluations int `json:"evaluations,omitempty"`
}

// Answer is a sample of the answer to a query.
type Answer struct {
	Labels map[string]string `json:"labels"`
	Value  string            `json:"value"`
}

func number(value float64) string { return strconv.FormatFloat(value, 'g', -1, 64) }

func mapOf(set labels.Labels) map[string]string {
	all := set.Map()
	delete(all, labels.MetricName)
	return all
}

// Report writes lines of several rule sets, each whole.
type Report struct {
	mutex   sync.Mutex
	buffer  *bufio.Writer
	encoder *json.Encoder
}

func newReport(output io.Writer) *Report {
	buffer := bufio.NewWriterSize(output, 1<<16)
	return &Report{buffer: buffer, encoder: json.NewEncoder(buffer)}
}

func (r *Report) write(lines []Line) error {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for _, line := range lines {
		if err := r.encoder.Encode(line); err != nil {
			return err
		}
	}
	return r.buffer.Flush()
}
