import net from 'node:net';

/**
 * Checks that these ports of the loopback interface are free.
 * @param wanted - port, its purpose, and the environment variable that overrides it
 * @throws Error that names the port in use and what to do
 */
export async function assertPortsFree(
  wanted: Array<{ port: number; purpose: string; variable: string }>,
): Promise<void> {
  for (const { port, purpose, variable } of wanted) {
    if (!(await isFree(port))) {
      throw new Error(
        `Port ${port} of ${purpose} is in use. ` +
          `Stop the process that listens on it, or choose another port: ${variable}=${
            port + 100
          } npm start`,
      );
    }
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/**
 * Finds consecutive free ports.
 * @param count - number of ports
 * @returns the first port
 * @throws Error if it finds none
 */
export async function freePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const first = 20000 + Math.floor(Math.random() * 20000);
    const free = await Promise.all(
      Array.from({ length: count }, (_, index) => isFree(first + index)),
    );
    if (free.every(Boolean)) return first;
  }
  throw new Error(`Found no ${count} consecutive free ports.`);
}
