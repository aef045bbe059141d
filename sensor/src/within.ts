/**
 * The outcome of `work`, or a rejection with code `timeout` once it took too long. The work itself goes on: what can be ended, its owner ends.
 */
export async function within<T>(work: Promise<T>, timeoutMillis: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(Object.assign(new Error(`no answer within ${timeoutMillis} ms`), { code: 'timeout' })),
      timeoutMillis,
    );
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
