// The codes about the world: what metrics, rules and servers are found to be, which no spec alone can tell.
import type { Code } from '../code.ts';
import { HISTORY_CODES } from './history.ts';

const ASK = '$ slo doctor --prometheus http://localhost:9090\n';

/** What `slo doctor` finds of metrics. */
const METRIC_CODES = [
  {
    code: 'metric-missing',
    title: 'a metric of the spec does not exist',
    explanation:
      'Nothing that is scraped exports it, or it is called otherwise. Rules over it return nothing, so alerts on it are silent whatever happens. The message shows names that are nearly the same.',
    example: `# no spec: the metric is http_server_requests_total\n${ASK}`,
  },
  {
    code: 'metric-stale',
    title: 'a metric of the spec is no longer exported',
    explanation:
      'It had series within the last day and has none now. What exports it has stopped, is no longer scraped, or has dropped the metric. An SLO without data is blind, and its budget stays where it was.',
    example: `# no spec: an exporter that stopped an hour ago\n${ASK}`,
  },
  {
    code: 'label-missing',
    title: 'no series has a label that the spec asks for',
    explanation:
      'Exporters name the same thing otherwise: code, status, status_code. A tag may also have been switched off. A selector that asks for a label which no series has finds nothing, or where it excludes a value, everything.',
    example: `# no spec: the label is called status\n${ASK}`,
  },
  {
    code: 'value-missing',
    title: 'no series has a value that the spec asks for',
    explanation:
      'The label is there, and none of its values passes the matcher. For rare events that is told only if values like those that were seen can never pass: 5xx where codes have three digits. The message shows the values that exist.',
    example: `# no spec: codes are 200 and 503, and the spec asks for 5xx\n${ASK}`,
  },
  {
    code: 'selector-empty',
    title: 'no series passes all matchers of a selector together',
    explanation:
      'Each matcher alone finds series, but they are different ones. The selector as a whole finds nothing, so rules over it return nothing.',
    example: `# no spec: {handler="/pay",method="get"}, and /pay is only posted to\n${ASK}`,
  },
  {
    code: 'events-not-in-total',
    title: 'bad or good events are not among all events',
    explanation:
      'Series that the selector of bad or good events finds are left out by that of all events. The error ratio is then wrong, and may be above one. Give both selectors the same matchers, and the first one more.',
    example: `# no spec: total counts method="get" only, bad counts every method\n${ASK}`,
  },
  {
    code: 'group-label-missing',
    title: 'series lack a label that the SLO is grouped by',
    explanation:
      'Without the label on any series there is one group in the place of many. Where some series lack it, they form a group without a name, which nobody is responsible for: leave them out by a matcher such as handler!="".',
    example: `# no spec: by: [handler], and some series have no handler\n${ASK}`,
  },
  {
    code: 'bucket-missing',
    title: 'a histogram has no bucket at the bound of the spec',
    explanation:
      'The number of fast events is read from the bucket at the bound. An exporter may have other buckets, another unit, or may have dropped this one. The message shows the buckets that exist: choose one of them.',
    example: `# no spec: below: 250ms, and the buckets are 0.1 and 1\n${ASK}`,
  },
  {
    code: 'type-differs',
    title: 'a metric is of another type than it is read as',
    explanation:
      'Rates need counters, latencies need histograms. Of a gauge that goes down a rate sees a restart, and a summary does not tell how many events were faster than a bound.',
    example: `# no spec: http_requests_total is a gauge\n${ASK}`,
  },
  {
    code: 'scraped-twice',
    title: 'several jobs scrape the same target',
    explanation:
      'Each of its events is counted once for each job. Ratios stay right as long as both jobs see all, but numbers of events do not, and a restart of one scrape shifts them. Istio 1.28 adds a second Service for istiod that does this.',
    example: `# no spec: the instance 10.0.0.1:15014 is in two jobs\n${ASK}`,
  },
  {
    code: 'series-evicted',
    title: 'an exporter drops counters while it goes on',
    explanation:
      'Series of an hour ago are gone, though others of the same target have only grown. The exporter forgets counters that stand still, as Istio’s proxies do with sidecar.istio.io/statsEvictionInterval. Such a counter begins anew at zero. What it counts before its next scrape is seen only if it was gone for ten minutes, so rare errors are lost.',
    example: `# no spec: proxies evict what stands still for five minutes\n${ASK}`,
  },
  {
    code: 'istio-version-differs',
    title: 'the mesh is of another version than the settings say',
    explanation:
      'istio.version in slo.config.yaml says which metrics the mesh has. istiod tells its own version by istio_build and pilot_info. While two versions run side by side, the setting is the older one.',
    example: `# no spec: istio.version is "1.30", and istiod is 1.28.2\n${ASK}`,
  },
  {
    code: 'scrape-unreadable',
    title: 'a saved scrape is no exposition',
    explanation:
      '`slo doctor --metrics` reads what an exporter answers: the text format of Prometheus or OpenMetrics. A line that is neither a comment nor a sample is told with its place. A page of HTML means that the path was wrong.',
    example: '# no spec: the page of an error\n$ curl -s http://localhost:8080/metric | slo doctor --metrics -\n',
  },
] as const satisfies readonly Code[];

/** What it finds of loaded rules and of the server. */
const SERVER_CODES = [
  {
    code: 'leaf-silent',
    title: 'nothing comes from a leaf',
    explanation:
      'The rules above the leaves add up what each leaf records. Of this one no heartbeat of the SLO is there: its rules are not loaded, it does not send what they record, or its external label has another value than "topology" names.',
    example: `# no spec: federation takes {__name__=~"slo:.*"}, and leaves record slo_leaf:…\n${ASK}`,
  },
  {
    code: 'leaf-late',
    title: 'what a leaf records arrives late',
    explanation:
      'The rules above the leaves read what was recorded "queryOffset" ago. What arrives later is missing in them, so that they judge by the other leaves alone for a while.',
    example: `# no spec: a queue of remote write that is minutes behind\n${ASK}`,
  },
  {
    code: 'rules-missing',
    title: 'rules of an SLO are not loaded',
    explanation:
      'The server evaluates no group of this name, so no alert of it can fire. A PrometheusRule object without the labels of the ruleSelector is accepted by Kubernetes and never loaded. `promtool check rules` does not see that.',
    example: `# no spec: the object lacks the label release\n${ASK}`,
  },
  {
    code: 'rules-differ',
    title: 'the loaded rules are not the built ones',
    explanation:
      'A group of the same name has another interval, other rules or other expressions. Somebody has edited it, or it was built from older specs. Texts of alerts are not compared.',
    example: `# no spec: an objective that was changed and not delivered\n${ASK}`,
  },
  {
    code: 'rules-loaded-twice',
    title: 'a group of rules is loaded twice',
    explanation:
      'Two files hold a group of the same name. Its series are recorded twice at nearly the same moment, which a server may refuse as duplicates. A file that was renamed and not removed is the usual reason.',
    example: `# no spec: rules/shop.yaml and rules/old/shop.yaml\n${ASK}`,
  },
  {
    code: 'rules-failing',
    title: 'a loaded rule cannot be evaluated',
    explanation:
      'The server has tried, and its own words say why it failed. What the rule records is missing, and alerts that read it are silent.',
    example: `# no spec: many-to-many matching, because two targets export one series\n${ASK}`,
  },
  {
    code: 'rules-late',
    title: 'rules are evaluated too late',
    explanation:
      'An evaluation takes longer than the interval of its group, or the last one is several intervals ago. Alerts then come late, and recorded series have gaps. `slo explain` shows what an SLO costs.',
    example: `# no spec: a group of 30 s that takes 41 s\n${ASK}`,
  },
  {
    code: 'prometheus-too-old',
    title: 'the server is older than the rules need',
    explanation:
      'The rules use what Prometheus 2.42 can do, keep_firing_for among it. An older server refuses the whole file.',
    example: `# no spec: Prometheus 2.37\n${ASK}`,
  },
  {
    code: 'no-alertmanager',
    title: 'alerts are sent to nobody',
    explanation:
      'The server has no Alertmanager to send alerts to. They fire, can be seen on its pages, and nobody is told. See `alerting:` in its configuration.',
    example: `# no spec: a Prometheus without alerting.alertmanagers\n${ASK}`,
  },
  {
    code: 'retention-too-short',
    title: 'the server forgets before the period is over',
    explanation:
      'The budget of a period is added up from recorded series of that long. What is kept for 15 days holds no period of 30 days. Prometheus keeps 15 days unless told otherwise.',
    example: `# no spec: --storage.tsdb.retention.time=15d and a period of 30d\n${ASK}`,
  },
  {
    code: 'lookback-too-short',
    title: 'a recorded sample does not live until the next one',
    explanation:
      'The server takes a series for gone whose last sample is older than its lookback. Below five minutes that is shorter than the interval of the slow groups, so boards and alerts flicker.',
    example: `# no spec: --query.lookback-delta=1m\n${ASK}`,
  },
  {
    code: 'prometheus-sharded',
    title: 'the server scrapes a part of the targets',
    explanation:
      'Its configuration chooses targets by a hash, as the operator does for shards. Rules on one shard count the events of its own targets alone, and every shard pages by itself. Let Thanos Ruler or Mimir evaluate them over all shards, or record rates in each shard and add them up above: see docs/topology.md.',
    example: `# no spec: shards: 3 in the Prometheus object\n${ASK}`,
  },
  {
    code: 'target-down',
    title: 'targets that export a metric of the spec do not answer',
    explanation:
      'They are known to the server, and their last scrape has failed. What happens there is not counted. The message gives the server’s own reason.',
    example: `# no spec: connection refused by one of three pods\n${ASK}`,
  },
  {
    code: 'scrape-interval-differs',
    title: 'targets are scraped at another interval than configured',
    explanation:
      'The windows of the rules follow from scrapeInterval of slo.config.yaml. Where targets are scraped less often, a base window holds too few samples and its rate is missing; where more often, pages could come earlier.',
    example: `# no spec: scrape_interval: 1m, and scrapeInterval: 15s\n${ASK}`,
  },
] as const satisfies readonly Code[];

/** Why a server gave no answer. */
const CONNECTION_CODES = [
  {
    code: 'prometheus-unreachable',
    title: 'the server cannot be reached',
    explanation:
      'No connection could be made, or it broke. The message gives the reason of the system: an address that is wrong, a port that is closed, a certificate that is not trusted.',
    example: `# no spec: nothing listens there\n${ASK}`,
  },
  {
    code: 'prometheus-refuses',
    title: 'the server refuses the request',
    explanation:
      'It wants to know who asks, or does not allow it. A token comes from $PROMETHEUS_TOKEN or a file that slo.config.yaml names. Mimir also wants the header X-Scope-OrgID.',
    example: `# no spec: a token that has expired\n${ASK}`,
  },
  {
    code: 'prometheus-too-slow',
    title: 'the server does not answer in time',
    explanation:
      'A request takes 30 seconds at most, unless --timeout says otherwise. A server that is overloaded or still starting may need more.',
    example: `# no spec: a server that replays its log\n${ASK}`,
  },
  {
    code: 'prometheus-answer',
    title: 'the answer is not one of a Prometheus',
    explanation:
      'Something listens there, but does not speak the HTTP API of Prometheus, or only below another path. The address ends where /api/v1 begins.',
    example: `# no spec: the address of Grafana\n$ slo doctor --prometheus http://localhost:3000\n`,
  },
  {
    code: 'prometheus-answer-too-large',
    title: 'the answer is longer than is read',
    explanation:
      'No more than 64 MB of one answer are read, nor more than 500,000 names or series looked at, so that a server cannot fill the memory. Ask about fewer SLOs in one run.',
    example: `# no spec: half a million series\n${ASK}`,
  },
  {
    code: 'prometheus-query',
    title: 'the server cannot evaluate a query',
    explanation:
      'It has understood the request and says itself why it has no answer: too many samples, too long a range, an execution that failed.',
    example: `# no spec: query processing would load too many samples\n${ASK}`,
  },
] as const satisfies readonly Code[];

export const WORLD_CODES = [
  ...METRIC_CODES,
  ...SERVER_CODES,
  ...CONNECTION_CODES,
  ...HISTORY_CODES,
] as const satisfies readonly Code[];
