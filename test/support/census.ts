// The names of scenarios by what they belong to: `#` is a length, a share or a count, `@` the name of a tier or an alert.

/** Of every SLO with a budget. */
export const EVERY: readonly string[] = [
  'everything burns, for long: each alert says what it measured, where, and how much of the budget is left',
  'everything burns: each alert says what it measured, where, and how much of the budget is left',
  'no traffic ever: no ratio and no budget, rather than # or NaN',
  'the constants of the SLO are recorded',
  'the period: the budget is weighted by events, forgets what is older than the period, and is unknown without data',
  'the ratio over #: errors weigh by their share of the window, and leave it at its end',
  'less than one event: each window adds it up and has its ratio',
  'tiles: each event counts once in what is added up, wherever the moment lies between two tiles',
  'tiles: evaluations that were missed are told apart from events that did not happen',
];

/** Of one that counts events. */
export const EVENTS: readonly string[] = [
  'all series get another label: none of them is new',
  'all series end while look-alikes go on: the absence alert fires after its hold, names the input, and clears when they are back',
  'counters start anew: neither a burst nor a gap of events',
  'every kind of series that a selector may meet is born on a known target: each counts for what it is, once, and not again after a gap',
  'every kind of series that a selector may meet: each counts for what it is, from its first moment on',
  'healthy traffic: exactly its events are counted, no look-alikes, and every alert is silent',
  'new series: they count with the events that they are born with, but not on a new target nor after a gap',
  'total outage, bad series born with it: @ pages after #, no earlier',
  'traffic stops before its first error and comes back: nothing to judge and no alert meanwhile, and the ratio afterwards',
];

/** Of one that reads a histogram, besides. */
export const LATENCY: readonly string[] = [
  'fewer bad events than none, as a difference may be: no window has errors',
  'healthy traffic, bucket bounds spelled as Prometheus # stores them: exactly its events are counted, no look-alikes, and every alert is silent',
  'more good events than events, from a scrape between the two: the ratio is #, and the difference evens out later',
  'the histogram has its bucket in either spelling, and then it has not: the absence alert fires and names it, as long as there are events',
];

/** Of one that counts time. */
export const TIME: readonly string[] = [
  'the condition holds: the time is good',
  'the condition is missed while look-alikes meet it: the time is bad, and the outage alert fires after its hold until it is met again',
  'the data is gone: it counts as bad',
];

/** Of one that tolerates no event. */
export const ZERO: readonly string[] = [
  'Prometheus was away for longer than the window, or its scrapes failed, and it finds an old counter again: no event',
  'a later event of a counter that is known: it fires, for as long as the window',
  'an old counter that does not move, and events of other SLOs: no event',
  'events of several targets, old counters beside new ones, and targets seen through two monitors: each event counts once',
  'targets that answer are counted, whatever others do; without any, nothing is',
  'the first event ever, with which its counter is born: @ fires at once and clears # later',
  'the process of a new target is younger than # when its counter is found: an event, until it is as old',
  'the process dies after its first event, and comes back without the counter: it fires for as long as the window',
  'the process restarts and counts an event anew: it fires, for as long as the window',
  'the targets vanish: the absence alert fires after its hold, and clears when they are back',
];

/** Of one that knows which requests clients gave up. */
export const HANGS: readonly string[] = [
  'hangs: as many requests are given up as usual: they are not bad',
  'hangs: few requests are given up, though more than usual: they are not bad',
  'hangs: many more requests are given up than usual: they are bad',
  'hangs: most requests of a young service are given up: they are bad',
  'hangs: some requests of a young service are given up: they are not bad',
  'hangs: where nobody gives up, none is usual',
  'hangs: what is usual is the share of a day that ended an hour ago',
];

/** Of every tier. */
export const TIER: readonly string[] = [
  'errors at #, just above its threshold: it fires after #, no earlier; they go back to the threshold: it clears # later, with the short window',
];

/** Of a tier that does not mind the age of its data, besides. */
export const TIER_WITHOUT_AGE: readonly string[] = [
  'it begins when its windows are above its threshold, with events enough; it goes on with fewer of them and without traffic, until recovery is seen or the long window no longer burns',
];

/** Of such a tier of an SLO with groups. */
export const TIER_IN_GROUPS: readonly string[] = [
  'everything fails in groups that differ in one label: it fires there and not in a group of which one window burns',
];

/** Of a tier that minds the age of its data, besides. */
export const TIER_WITH_AGE: readonly string[] = [
  'a service that burns from birth, and had been there long before: it is spared for #',
  'it begins when its windows are above its threshold, with events enough',
  'it fires already; it goes on with fewer of them and without traffic, until recovery is seen or the long window no longer burns',
];

/** Of a named alert. */
export const THRESHOLD: readonly string[] = [
  'a blip that ends with all traffic: it stays silent',
  'a blip that is over before its hold is: it stays silent',
  'a surge of errors and then of good events: it fires and clears at the very evaluation',
  'it fires above its threshold, with events enough and traffic now, unless recovery is seen: each to the last digit',
  'errors just above #: it fires after the window and its hold, no earlier, and clears afterwards',
];

/** Of each preset alert. */
export const ALERTS: Readonly<Record<string, readonly string[]>> = {
  IstioGatewayNoRoute: [
    'a gateway gets requests, a tenth of which finds no route, and restarts; others of its name find all of them',
    'gateways a little above and below a tenth of the requests, and six of them a minute; flags that contain NR',
  ],
  IstioLatencyMetricsMissing: [
    'no proxy reports anything as destination any more, which is another alert: silent',
    'no proxy reports anything as source any more, which is another alert: silent',
    'proxies go on reporting requests as destination, but no durations',
    'proxies go on reporting requests as source, but no durations',
  ],
  IstioMetricsMissing: [
    'no proxy reports as destination any more',
    'no proxy reports as source any more',
    'no proxy reports as source or destination any more',
  ],
  IstioVersionSkew: ['an upgrade begins before the last one has ended: three versions, then two again'],
  IstiodCertChainExpiring: [
    'an expired certificate goes on alerting until its targets vanish',
    'one instance holds a certificate that falls a second below the limit, and gets a new one',
  ],
  IstiodDown: [
    'all targets vanish, where up == # would be silent',
    'no instance answers, while targets that are no istiod do',
    'one of two instances goes on answering: silent',
  ],
  IstiodInstanceUnreachable: [
    'an instance answers one of two scrapes: silent',
    'one instance stops answering, scraped twice and named once',
    'service discovery drops the instance that does not answer: the alert clears',
  ],
  IstiodPushSendFailing: [
    '# of # sends fail in one way, # in each other: only the one is told',
    'counters of failures are born with the first one',
    'just one in a hundred sends fails in each way: silent',
    'sends fail in each way, and istiod restarts amid of it; another cluster sends more and does not fail',
  ],
  IstiodReplicasLow: [
    'a revision has # of # replicas, and other Deployments do not matter',
    'a revision is scaled to zero, and another one deleted: silent',
    'kube-state-metrics restarts at another address, and no clock starts anew',
    'two exporters, one of them behind the times: the larger number counts, of what is wanted and of what is there',
  ],
  IstiodRevisionDown: [
    'a revision has # of # replicas, and other Deployments do not matter',
    'a revision is scaled to zero, and another one deleted: silent',
    'kube-state-metrics restarts at another address, and no clock starts anew',
    'two exporters, one of them behind the times: the larger number counts, of what is wanted and of what is there',
  ],
  IstiodRootCertExpiring: [
    'an expired certificate goes on alerting until its targets vanish',
    'one instance holds a certificate that falls a second below the limit, and gets a new one',
  ],
  IstiodRootCertExpiringSoon: [
    'an expired certificate goes on alerting until its targets vanish',
    'one instance holds a certificate that falls a second below the limit, and gets a new one',
  ],
  MeshConfigConflicts: [
    'a conflict of each kind: every kind is named once, however many istiods see it',
    'istiod vanishes with its conflicts: the alert clears',
  ],
  ProxiesDisconnected: [
    'a proxy fails # times in a window, one half as often in each of two ways, and one only # times: two are told',
    'each proxy fails twice as istiod restarts, and one starts anew with its counter: silent',
    'proxies of two namespaces fail to connect again and again, each in its way; elsewhere streams end as usual',
  ],
  SidecarInjectionFailing: [
    'Prometheus was away, or its scrapes failed, and finds old counters again: silent',
    'a process that nobody watched refuses pods, and another monitor tells its age: new while it is younger than # minutes',
    'a second scrape of an instance begins and finds old failures: silent',
    'istiod refuses its first pod, dies, and comes back without the counter: the pod counts for a whole window',
    'istiod restarts, and refuses one pod since: it counts for a whole window',
    'pods are refused again and again, on a counter that is known',
    'the first refused pods ever, of # instances, one of them scraped twice: each pod counts once',
    'the monitor was renamed, and then the first pod is refused: it counts',
  ],
  WorkloadCertNotRotating: [
    'an expired certificate goes on alerting until its targets vanish',
    'one instance holds a certificate that falls a second below the limit, and gets a new one',
  ],
};

/** What only some specs bring about. */
export const RARE: readonly string[] = [
  'a target is replaced by one that has the same count at its first scrape: no event',
  'the counter of a young process is born after the first scrapes of its target: an event',
  'the labels that decide what is bad are on no series: the absence alert fires and names them, and not before',
  'a group label is gone from the series: the absence alert fires',
  'the data is gone: it counts as good',
  'the data is gone: it counts as ignored',
  'the first event ever, with which its counter is born (selector #): @ fires at once and clears # later',
  'the number of series goes from # to # and back',
  'the ratio over #: it is that of the base layer',
  'the value goes from # to #, and on to #',
];
