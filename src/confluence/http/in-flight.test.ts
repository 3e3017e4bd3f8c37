import { describe, expect, it } from 'vitest';
import { createInFlight } from './in-flight.ts';

const never = new AbortController().signal;

describe('requests in flight', () => {
  it('gives places at once while there is room, and one back only once', async () => {
    const inFlight = createInFlight({ perSite: 2, perPerson: 2 });
    const first = await inFlight.enter('site', 'ann', never);
    await inFlight.enter('site', 'ann', never);
    const third = Promise.resolve(inFlight.enter('site', 'ann', never));
    let entered = 0;
    void third.then(() => (entered += 1));
    await settled();
    expect(entered).toBe(0);
    first();
    first();
    await settled();
    expect(entered).toBe(1);
    const fourth = Promise.resolve(inFlight.enter('site', 'ann', never));
    void fourth.then(() => (entered += 1));
    await settled();
    expect(entered).toBe(1);
  });

  it('serves people by turns', async () => {
    const inFlight = createInFlight({ perSite: 1, perPerson: 1 });
    const order: string[] = [];
    const work = async (person: string): Promise<void> => {
      const leave = await inFlight.enter('site', person, never);
      order.push(person);
      await settled();
      leave();
    };
    await Promise.all(['ann', 'ann', 'ann', 'bob', 'cyd', 'bob'].map((person) => work(person)));
    expect(order).toEqual(['ann', 'ann', 'bob', 'cyd', 'ann', 'bob']);
  });

  it("holds one person's share without holding back another", async () => {
    const inFlight = createInFlight({ perSite: 3, perPerson: 1 });
    await inFlight.enter('site', 'ann', never);
    const second = inFlight.enter('site', 'ann', never);
    expect(second).toBeInstanceOf(Promise);
    expect(inFlight.enter('site', 'bob', never)).toBeTypeOf('function');
    expect(inFlight.enter('elsewhere', 'ann', never)).toBeTypeOf('function');
  });

  it('lets a waiting request leave the queue', async () => {
    const inFlight = createInFlight({ perSite: 1, perPerson: 1 });
    const leave = await inFlight.enter('site', 'ann', never);
    const caller = new AbortController();
    const waiting = Promise.resolve(inFlight.enter('site', 'bob', caller.signal));
    const next = Promise.resolve(inFlight.enter('site', 'cyd', never));
    caller.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    leave();
    expect(await next).toBeTypeOf('function');
  });
});

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
