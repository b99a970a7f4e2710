package report

import "embed"

// Schemas holds the published JSON Schemas of what this package writes, in the
// folder schema: scan-result.v1 for json, scan-record.v1 for a line of jsonl, and
// scan-diff.v1 for a difference.
//
//go:embed schema/*.schema.json
var Schemas embed.FS
