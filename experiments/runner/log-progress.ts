import type { Progress } from 'unisono/core';

/** Logs a line with the time at the start, at every tenth and at the end of a stage. */
export const logProgress: Progress = {
  task(label, total, unit) {
    const started = Date.now();
    let [done, told] = [0, 0];
    const tell = (note = '') => {
      const minutes = ((Date.now() - started) / 60_000).toFixed(1);
      console.log(
        `${new Date().toISOString().slice(11, 19)} ${label}: ${done} of ${total} ${unit}, ${minutes} min ${note}`,
      );
    };
    tell();
    return {
      advance(n = 1, note = '') {
        done += n;
        if (done - told < total / 10) return;
        told = done;
        tell(note);
      },
      end: () => tell('end'),
    };
  },
};
