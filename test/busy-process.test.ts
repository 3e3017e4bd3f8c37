import { expect, it, onTestFinished, vi } from 'vitest';
import { describeEachStore } from './support/stores.ts';
import { startTestWeir } from './support/weir.ts';

describeEachStore('a process that was busy for longer than governance may be old', ({ emptyLocation }) => {
  it('looks before it answers, and refuses nobody', async () => {
    const weir = await startTestWeir({ database: await emptyLocation() });
    onTestFinished(() => weir.close());
    expect(await weir.read('confluence_list_spaces')).toContain('Found');
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    for (let times = 0; times < 3; times += 1) {
      vi.setSystemTime(Date.now() + 5_000);
      expect(await weir.read('confluence_list_spaces')).toContain('Found');
    }
  });
});
