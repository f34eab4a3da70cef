# What `slo build` writes, for pint (https://cloudflare.github.io/pint/): `pint --offline lint rules`. Each check that is off
# here is off for a reason; all others hold. docs/ci.md says more.

# PrometheusRule objects hold their groups below `spec`.
parser {
  relaxed = ["(.*/)?rules/.*\\.ya?ml"]
}

checks {
  disabled = [
    # It goes by names of series alone, and every SLO records the same names under labels of its own. Rules of a slow group do
    # read what a fast group records, and are right for it: see "Groups, intervals and order" in docs/rules.md.
    "rule/dependency",
    # As above: a division in the rules of one SLO is held against the sums of all others. No recorded rate or number of
    # events can be NaN or infinite: see "Missing data" in docs/rules.md.
    "promql/nan",
  ]
}

# It sees absent(...) as a condition only at the top of an expression, and here label_replace() adds the name of what is
# missing.
rule {
  match {
    kind = "alerting"
    name = "IndicatorDataMissing"
  }
  disable = ["alerts/comparison"]
}
