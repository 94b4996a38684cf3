import net from 'node:net';

/**
 * Makes sure that nothing listens on these ports of the loopback interface yet.
 * @param wanted - port, what it is for, and the variable that chooses another one
 * @throws Error that names the taken port and the way out
 */
export async function assertPortsFree(
  wanted: Array<{ port: number; purpose: string; variable: string }>,
): Promise<void> {
  for (const { port, purpose, variable } of wanted) {
    if (!(await isFree(port))) {
      throw new Error(
        `Port ${port}, which ${purpose} needs, is taken. ` +
          `Stop what listens there, or choose another port: ${variable}=${
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
 * A port whose next two are free as well, for what runs beside the demo.
 * @param count - how many ports in a row
 */
export async function freePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const first = 20000 + Math.floor(Math.random() * 20000);
    const free = await Promise.all(
      Array.from({ length: count }, (_, index) => isFree(first + index)),
    );
    if (free.every(Boolean)) return first;
  }
  throw new Error(`No ${count} free ports in a row were found.`);
}
