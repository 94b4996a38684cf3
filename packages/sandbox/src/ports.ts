import { Server } from 'node:http';

/** Turns `EADDRINUSE` into a message with the fix. */
export function explainPort(port: number, first: number) {
  return (error: NodeJS.ErrnoException): never => {
    if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error;
    const why = error.code === 'EACCES' ? 'may not be used' : 'is taken';
    throw Object.assign(
      new Error(
        `Port ${port} ${why}. The sandbox needs the ports ${first} to ${
          first + 2
        }: end what uses it, or start the sandbox with another port (0 for any free ones)`,
        { cause: error },
      ),
      { code: error.code },
    );
  };
}

/** Listens on loopback. Resolves to the port. */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as { port: number }).port);
    });
  });
}

/** Ends a server and its connections. */
export function shut(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
