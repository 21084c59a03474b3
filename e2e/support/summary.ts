import type { FullConfig, FullResult, Reporter, Suite } from '@playwright/test/reporter';

/** Ends the run with one plain line, the same words in every language of the project: `e2e: N passed, N failed, N skipped`. */
export default class Summary implements Reporter {
  private root: Suite | undefined;
  private status: FullResult['status'] = 'failed';

  onBegin(_config: FullConfig, root: Suite): void {
    this.root = root;
  }

  onEnd(result: FullResult): void {
    this.status = result.status;
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
    console.log(`\ne2e: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  }

  printsToStdio(): boolean {
    return true;
  }
}
