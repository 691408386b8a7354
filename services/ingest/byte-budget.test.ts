import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ByteBudget } from './byte-budget.ts';

test('whatever is asked for in whatever order, no more than the budget is out and everybody gets a turn', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 150 }), { maxLength: 30 }),
      fc.scheduler(),
      async (wishes, scheduler) => {
        const budget = new ByteBudget(100);
        let [out, served] = [0, 0];
        const visits = wishes.map(async (wish) => {
          const giveBack = await budget.take(wish);
          out += Math.min(wish, 100);
          expect(out).toBeLessThanOrEqual(100);
          await scheduler.schedule(Promise.resolve());
          out -= Math.min(wish, 100);
          served += 1;
          giveBack();
          giveBack();
        });
        await scheduler.waitFor(Promise.all(visits));
        expect([out, served]).toEqual([0, wishes.length]);
      },
    ),
  );
});
