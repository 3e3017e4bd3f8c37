// A Confluence that answers at once with one small page: what remains of a call's time is Weir's own.
import { createServer } from 'node:http';

const page = JSON.stringify({
  id: '1001',
  status: 'current',
  title: 'Zero latency',
  spaceId: '7',
  parentId: '1000',
  parentType: 'page',
  position: 1,
  authorId: 'person-1',
  ownerId: 'person-1',
  lastOwnerId: null,
  createdAt: '2026-01-02T03:04:05.678Z',
  version: {
    number: 3,
    message: '',
    minorEdit: false,
    authorId: 'person-1',
    createdAt: '2026-02-03T04:05:06.789Z',
  },
  body: {
    storage: {
      representation: 'storage',
      value: '<p>A short page that costs nothing to fetch.</p>'.repeat(20),
    },
  },
  _links: { base: 'http://127.0.0.1/wiki', webui: '/spaces/ENG/pages/1001/Zero+latency' },
});

const server = createServer((request, response) => {
  request.resume();
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(page);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
});
process.once('SIGTERM', () => {
  server.closeAllConnections();
  server.close();
});
