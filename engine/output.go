package main

import (
	"bufio"
	"encoding/json"
	"io"
	"strconv"
	"sync"

	"github.com/prometheus/prometheus/model/labels"
)

// A line of the output has one of these.
type line struct {
	Opened   *openedLine   `json:"opened,omitempty"`
	Needs    *needsLine    `json:"needs,omitempty"`
	Alert    *alertLine    `json:"alert,omitempty"`
	Answer   *answerLine   `json:"answer,omitempty"`
	Failed   *failedLine   `json:"failed,omitempty"`
	Refused  *refusedLine  `json:"refused,omitempty"`
	Progress *progressLine `json:"progress,omitempty"`
	Done     *doneLine     `json:"done,omitempty"`
	Recorded *recordedLine `json:"recorded,omitempty"`
	Written  *writtenLine  `json:"written,omitempty"`
}

// The first and the last moment of a data folder.
type openedLine struct {
	First int64 `json:"first"`
	Last  int64 `json:"last"`
}

// What rules read that they do not record, how far they look back at most in milliseconds, and what they record.
type needsLine struct {
	Selectors []string `json:"selectors"`
	Reach     int64    `json:"reach"`
	Records   []string `json:"records"`
}

// An alert that begins or ends to fire.
type alertLine struct {
	RuleSet     string            `json:"ruleSet"`
	At          int64             `json:"at"`
	State       string            `json:"state"`
	ActiveAt    int64             `json:"activeAt"`
	Labels      map[string]string `json:"labels"`
	Annotations map[string]string `json:"annotations"`
	Value       string            `json:"value"`
}

type answerLine struct {
	Samples []sampleLine `json:"samples"`
	Error   string       `json:"error,omitempty"`
}

type sampleLine struct {
	Labels map[string]string `json:"labels"`
	Value  string            `json:"value"`
}

// A rule that could not be evaluated: told once for each reason.
type failedLine struct {
	RuleSet string `json:"ruleSet"`
	Rule    string `json:"rule"`
	At      int64  `json:"at"`
	Error   string `json:"error"`
}

// A rule set that Prometheus does not load.
type refusedLine struct {
	RuleSet string `json:"ruleSet"`
	Error   string `json:"error"`
}

// How much of a replay is done, from 0 to 1.
type progressLine struct {
	RuleSet string  `json:"ruleSet"`
	Share   float64 `json:"share"`
}

type doneLine struct {
	RuleSet string `json:"ruleSet"`
}

// By rule file, the time of the first sample of what its rules record; files without any are left out.
type recordedLine struct {
	Since map[string]int64 `json:"since"`
}

type writtenLine struct {
	Blocks  int    `json:"blocks"`
	Samples uint64 `json:"samples"`
	// Series are those of the block that has the most.
	Series uint64 `json:"series"`
}

func number(value float64) string { return strconv.FormatFloat(value, 'g', -1, 64) }

func mapOf(set labels.Labels) map[string]string { return set.Map() }

// Several workers write; each line is whole.
type output struct {
	mutex   sync.Mutex
	buffer  *bufio.Writer
	encoder *json.Encoder
}

func newOutput(to io.Writer) *output {
	buffer := bufio.NewWriterSize(to, 1<<16)
	return &output{buffer: buffer, encoder: json.NewEncoder(buffer)}
}

func (o *output) write(one line) error {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if err := o.encoder.Encode(one); err != nil {
		return err
	}
	return o.buffer.Flush()
}
