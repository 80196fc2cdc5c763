// What a started service does when more is asked than it can answer: many clients without think time, reads and commands, each asking again
// as soon as it is answered (after Retry-After only with --polite). Run it in a process of its own against one service with admission and one without:
//   Urls=http://127.0.0.1:5637 Data__Directory=/tmp/a Security__RequestsPerMinute=100000000 dotnet run --project src/Host
//   Admission__Start=100000 Admission__Most=100000 Admission__Target=01:00:00 Urls=http://127.0.0.1:5638 Data__Directory=/tmp/b Security__RequestsPerMinute=100000000 dotnet run --project src/Host
//   node benchmarks/overload.mjs http://127.0.0.1:5637 http://127.0.0.1:5638 --clients 500 --seconds 30
// It fails where a refusal has no Retry-After, anything is a 500, or a probe takes longer than two seconds.
import http from 'node:http';
import { randomUUID } from 'node:crypto';

const args = process.argv.slice(2);
const option = (name, usual) => { const at = args.indexOf(`--${name}`); return at < 0 ? usual : Number(args[at + 1]); };
const polite = args.includes('--polite');
const [clients, seconds] = [option('clients', 500), option('seconds', 30)];
const services = args.filter(arg => arg.startsWith('http'));
const password = process.env.JSJB_PASSWORD ?? 'Jsjb-demo-2026';

function send(agent, base, method, path, { token, body, key } = {}) {
  const started = performance.now();
  const text = body && JSON.stringify(body);
  return new Promise(resolve => {
    const request = http.request(base + path, {
      method, agent,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }), ...(key && { 'idempotency-key': key }),
        ...(text && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
      },
    }, response => {
      let got = '';
      response.setEncoding('utf8').on('data', part => { got += part; }).on('end', () =>
        resolve({ status: response.statusCode, retryAfter: response.headers['retry-after'], text: got, ms: performance.now() - started }));
    });
    request.on('error', () => resolve({ status: 0, text: '', ms: performance.now() - started }));
    request.end(text);
  });
}

const at = (sorted, share) => sorted.length === 0 ? NaN : sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
const sorted = list => [...list].sort((a, b) => a - b);
const shown = ms => Number.isNaN(ms) ? '-' : ms.toFixed(0);

async function measure(base) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: clients + 10 });
  const probes = new http.Agent({ keepAlive: false });
  const tokens = {};
  for (const account of ['operator', 'dispatcher']) {
    const answer = await send(agent, base, 'POST', '/api/auth/login', { body: { userName: account, password } });
    if (answer.status !== 200) throw new Error(`${base} login ${account}: ${answer.status} ${answer.text}`);
    tokens[account] = JSON.parse(answer.text).accessToken;
  }

  const [admitted, refused, byStatus, probed, faults] = [{ read: [], command: [] }, [], {}, { live: [], ready: [] }, []];
  const until = performance.now() + seconds * 1000;
  const client = async number => {
    for (let turn = number; performance.now() < until; turn++) {
      const kind = turn % 2 === 0 ? 'read' : 'command';
      const answer = kind === 'read'
        ? await send(agent, base, 'GET', turn % 4 === 0 ? '/api/tickets' : '/api/tasks', { token: tokens.dispatcher })
        : await send(agent, base, 'POST', '/api/tickets', { token: tokens.operator, key: randomUUID(), body: {
          channel: 'Phone', requestType: 'Complaint', title: '夜间施工噪声', body: '工地夜里施工，声音很大，请管一管。', petitioner: '测试人', phone: '13800000000', classCode: '0901-04', districtCode: '110105' } });
      byStatus[answer.status] = (byStatus[answer.status] ?? 0) + 1;
      if (answer.status === 200 || answer.status === 201) admitted[kind].push(answer.ms);
      else if (answer.status === 429 || answer.status === 503) {
        refused.push(answer.ms);
        if (!answer.retryAfter) faults.push(`${answer.status} without Retry-After`);
        if (polite) await new Promise(done => setTimeout(done, Number(answer.retryAfter ?? 1) * 1000 * (0.5 + Math.random())));
      } else if (answer.status >= 500) faults.push(`${answer.status} ${answer.text.slice(0, 200)}`);
    }
  };
  const probe = async kind => {
    while (performance.now() < until) {
      const answer = await send(probes, base, 'GET', `/health/${kind}`);
      probed[kind].push(answer.ms);
      if (answer.status !== 200) faults.push(`/health/${kind}: ${answer.status} ${answer.text.slice(0, 200)}`);
      await new Promise(done => setTimeout(done, 500));
    }
  };
  await Promise.all([...Array.from({ length: clients }, (_, number) => client(number)), probe('live'), probe('ready')]);
  agent.destroy();
  const all = sorted([...admitted.read, ...admitted.command]);
  for (const [kind, list] of Object.entries(probed)) if (sorted(list).at(-1) > 2000) faults.push(`/health/${kind} took ${shown(sorted(list).at(-1))} ms`);
  return { base, all, admitted, refused: sorted(refused), byStatus, probed, faults };
}

console.log(`${clients} clients, ${seconds} s, ${polite ? 'heeding' : 'not heeding'} Retry-After`);
const results = [];
for (const base of services) {
  const result = await measure(base);
  results.push(result);
  console.log(`${base}: admitted ${result.all.length} (${(result.all.length / seconds).toFixed(0)}/s) p50 ${shown(at(result.all, 0.5))} p95 ${shown(at(result.all, 0.95))} p99 ${shown(at(result.all, 0.99))} ms`
    + ` (reads p99 ${shown(at(sorted(result.admitted.read), 0.99))}, commands p99 ${shown(at(sorted(result.admitted.command), 0.99))});`
    + ` refused ${result.refused.length} p50 ${shown(at(result.refused, 0.5))} p99 ${shown(at(result.refused, 0.99))} ms; statuses ${JSON.stringify(result.byStatus)};`
    + ` live p99 ${shown(at(sorted(result.probed.live), 0.99))}, ready p99 ${shown(at(sorted(result.probed.ready), 0.99))} ms of ${result.probed.ready.length}`);
  for (const fault of [...new Set(result.faults)].slice(0, 10)) console.log(`  FAULT ${fault}`);
}

if (results.length === 2) console.log(`p99 of the admitted, second against first: ${(at(results[1].all, 0.99) / at(results[0].all, 0.99)).toFixed(1)} times`);
process.exitCode = results.some(result => result.faults.length > 0) && !args.includes('--only-show') ? 1 : 0;
