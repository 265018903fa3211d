import net from 'node:net';

/** Every port the lab listens on, all on 127.0.0.1; containerd's streaming server uses a free one. */
export const ports = {
  etcd: 16379,
  etcdPeer: 16380,
  apiServer: 16443,
  kubelet: 16250,
  kubeletHealth: 16248,
  volsyncHealth: 16081,
  volsyncMetrics: 16444,
  fluxArtifacts: 16090,
  fluxHealth: 16091,
} as const;

/** The address of the API server for clients. */
export const apiServerUrl = `https://127.0.0.1:${ports.apiServer}`;

/** The ports that are already in use; only meaningful while the lab is down. */
export async function takenPorts(): Promise<number[]> {
  const taken = await Promise.all(Object.values(ports).map(async (port) => ((await isFree(port)) ? [] : [port])));
  return taken.flat();
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
