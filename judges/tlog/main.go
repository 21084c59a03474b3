// Command tlog judges Municipio's transparency log with an implementation that is not ours: the Go project's
// golang.org/x/mod/sumdb packages note (signed notes) and tlog (Merkle trees, RFC 6962 hashes).
//
//	tlog -dir FOLDER          the folder that `municipio judge-samples` writes
//	tlog -dir FOLDER -url U   the same, but checkpoint and tiles read from U, as any observer would
//
// FOLDER holds:
//
//	vkey              the verifier key, one line: NAME+HASH+BASE64
//	checkpoint        the newest signed checkpoint (C2SP tlog-checkpoint)
//	checkpoint.old    an earlier one, signed by the same key
//	proofs.json       [{"size": N, "index": i, "leaf": BASE64, "proof": [BASE64, …]}, …]
//	consistency.json  {"old_size": n, "new_size": N, "old_root": BASE64, "new_root": BASE64, "proof": [BASE64, …]}
//	tile/             tiles of height 8 in the C2SP tlog-tiles layout: tile/L/x001/234 or tile/L/x001/234.p/W
//
// Exit code 0 when everything holds, 1 with the first thing that does not.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
)

func main() {
	dir := flag.String("dir", "", "folder with vkey, checkpoint, checkpoint.old, proofs.json, consistency.json, tile/")
	url := flag.String("url", "", "base address of a running log: checkpoint and tiles are read from there")
	flag.Parse()
	if *dir == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	var log source = folder(*dir)
	if *url != "" {
		log = website(strings.TrimSuffix(*url, "/"))
	}
	report, err := judge(folder(*dir), log)
	for _, line := range report {
		fmt.Println("  " + line)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "tlog:", err)
		os.Exit(1)
	}
}
