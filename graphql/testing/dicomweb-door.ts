// One address for the GraphQL and the DICOMweb door, as the console serves them: GraphQL goes on to the gateway, DICOMweb
// answers one known instance.
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export const startDoor = async (
  gatewayUrl: string,
  instance: Buffer,
): Promise<{ readonly url: string; stop(): Promise<void> }> => {
  const { hostname, port } = new URL(gatewayUrl);
  const server = createServer((incoming, outgoing) => {
    const { method, url: path = '', headers } = incoming;
    if (path.startsWith('/dicomweb/studies/')) {
      if (headers.authorization === undefined) return void outgoing.writeHead(401).end();
      outgoing.setHeader('content-type', 'multipart/related; type="application/dicom"; boundary=cut');
      outgoing.write('--cut\r\nContent-Type: application/dicom\r\n\r\n');
      outgoing.write(instance);
      return void outgoing.end('\r\n--cut--\r\n');
    }
    const upstream = request({ hostname, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    upstream.on('error', () => outgoing.destroy());
    incoming.pipe(upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
