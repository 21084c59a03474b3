import { basename, resolve } from 'node:path';
import { readdirSync } from 'node:fs';
import type { FullConfig, FullResult, Reporter, Suite } from '@playwright/test/reporter';
import { forget, missing, noted } from './viste.ts';

const SPECS = resolve(import.meta.dirname, '../specs');

/** Ends the run with one plain line, the same words in every language of the project: `e2e: N passed, N failed, N skipped`. */
export default class Summary implements Reporter {
  private root: Suite | undefined;
  private status: FullResult['status'] = 'failed';

  onBegin(_config: FullConfig, root: Suite): void {
    this.root = root;
  }

  async onEnd(result: FullResult): Promise<{ status: FullResult['status'] }> {
    this.status = result.status;
    if (this.status === 'passed' && this.whole()) {
      const told = missing(noted());
      for (const line of told) console.log(`pagine.tsv: ${line}`);
      if (told.length > 0) this.status = 'failed';
    }
    return { status: this.status };
  }

  /** Whether every spec was run, in the window of a desk and in the narrow one: only then one knows what nobody looks at. */
  private whole(): boolean {
    const tests = this.root?.allTests() ?? [];
    const files = new Set(tests.map((test) => basename(test.location.file)));
    const windows = new Set(tests.map((test) => test.parent.project()?.name));
    const specs = readdirSync(SPECS).filter((name) => name.endsWith('.spec.ts'));
    return specs.every((name) => files.has(name)) && windows.has('desktop') && windows.has('narrow');
  }

  async onExit(): Promise<void> {
    const count = { passed: 0, failed: 0, skipped: 0 };
    for (const test of this.root?.allTests() ?? []) {
      const outcome = test.outcome();
      if (outcome === 'skipped') count.skipped += 1;
      else if (outcome === 'unexpected') count.failed += 1;
      else count.passed += 1;
    }
    // A server that does not start fails no test, and yet the run.
    if (this.status !== 'passed' && count.failed === 0) count.failed = 1;
    forget();
    console.log(`\ne2e: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  }

  printsToStdio(): boolean {
    return true;
  }
}
