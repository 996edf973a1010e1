import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountFromWire, amountToWire, buildRequest, fieldsOf, hmac, orders, outcomeOf, pathOf, readAnswer, readMessage, resultCodes, sameAsStored, transactionIdOf } from './index.ts';
import type { Call, CallValues, Project, Stored } from './index.ts';

const project: Project = { merchantId: '1234567', projectId: '1234', passwords: ['new secret', 'old secret'] };
const reference = '6d2d31b6-c23f-47c4-8f6c-1a0495f35f0f';
const page: CallValues<'paypage/init'> = { merchantTxId: 'p-1-x', amount: 3070, currency: 'EUR', purpose: '4200000000061', test: true };
const bytes = (text: string) => new TextEncoder().encode(text);
const signed = (call: Call, json: object, password = 'new secret') => {
  const body = bytes(JSON.stringify(json));
  return readAnswer(project, call, body, hmac(password, body));
};

const single = ['gcReference', 'gcMerchantTxId', 'gcBackendTxId', 'gcAmount', 'gcCurrency', 'gcResultPayment'];
const message = (values: Record<string, string>, order = single, password = 'new secret') =>
  new URLSearchParams({ ...values, gcHash: hmac(password, order.map((name) => values[name] ?? '').join('')) }).toString();
const genuine = { gcReference: reference, gcMerchantTxId: 'p-1-x', gcBackendTxId: '1196307', gcAmount: '3070', gcCurrency: 'EUR', gcResultPayment: '4000' };

describe('amounts', () => {
  it.each([[10, '10'], [3070, '3070'], [100_000_000, '100000000'], [Number.MAX_SAFE_INTEGER, '9007199254740991']])('%i cents', (cents, wire) => {
    expect(amountToWire(cents)).toBe(wire);
    expect(amountFromWire(wire)).toBe(cents);
  });
  it.each(['', '030', '+30', '-1', '30.0', '30,70', '1e3', ' 30', '٣', '9007199254740993', '99999999999999999'])('refuses %j', (text) => expect(amountFromWire(text)).toBeNull());
  it.each([0, -1, 0.5, 1.005 * 100, Number.NaN, Infinity, 2 ** 53])('does not write %d', (cents) => expect(amountToWire(cents)).toBeNull());
});

describe('requests', () => {
  it('name every problem with its field', () => {
    const wrong = { merchantTxId: 'Ä ö', amount: 30.7, currency: 'eur', purpose: 'x'.repeat(28), type: 'BUY', notifyUrl: 'javascript:1', informationText: 'a\0', surprise: '1' };
    const built = buildRequest(project, 'paypage/init', wrong as unknown as CallValues<'paypage/init'>);
    expect(built.ok ? [] : built.problems.map(({ key, field }) => `${field}: ${key.slice(19)}`).sort()).toEqual([
      'amount: amount', 'currency: currency', 'informationText: characters', 'merchantTxId: characters', 'notifyUrl: url', 'purpose: too_long', 'surprise: unknown_field', 'test: missing', 'type: choice',
    ]);
  });
  it('want an amount except on the donation page that lets people choose', () => {
    const without = { ...page, amount: undefined };
    expect(buildRequest(project, 'paypage/init', without)).toEqual({ ok: false, problems: [{ key: 'girocheckout.error.missing', field: 'amount' }] });
    expect(buildRequest(project, 'paypage/init', { ...without, pagetype: 2, freeamount: true }).ok).toBe(true);
  });
  it('leave out what is empty, keep 0, and normalise', () => {
    const built = buildRequest(project, 'paypage/init', { ...page, purpose: 'Mu\u0308ller', description: '', single: 0, paymethods: [11, 40] });
    expect(built.ok && Object.fromEntries(built.fields)).toMatchObject({ purpose: 'Müller', single: '0', paymethods: '11,40', test: '1' });
    expect(built.ok && built.fields.some(([name]) => name === 'description')).toBe(false);
  });
  it('put unsigned fields behind the hash, which does not change', () => {
    const [plain, extended] = [buildRequest(project, 'paypage/projects', {}), buildRequest(project, 'paypage/projects', {}, { sourceId: 'Stadttor' })];
    expect(extended.ok && plain.ok && extended.fields).toEqual([...(plain.ok ? plain.fields : []), ['sourceId', 'Stadttor']]);
  });
  it('hash in the order of the table whatever the order given', () => {
    for (const call of Object.keys(orders) as Call[]) {
      const given = fieldsOf(call).filter(({ name, mandatory }) => mandatory || name === 'amount').map(({ name }) => [name, { amount: 100, currency: 'EUR', test: true, recurring: true }[name] ?? (name.startsWith('url') ? 'https://a.example/' : 'x')] as const);
      const built = buildRequest(project, call, Object.fromEntries(given.toReversed()) as unknown as CallValues<Call>);
      expect(built.ok && built.fields.map(([name]) => name)).toEqual(['merchantId', 'projectId', ...given.map(([name]) => name), 'hash']);
      expect(built.ok && built.path).toBe(pathOf(call));
    }
  });
});

describe('answers', () => {
  const status = { rc: 0, msg: '', reference, merchantTxId: 'p-1-x', backendTxId: 'B1', amount: '3070', currency: 'EUR', resultPayment: 4000 };
  it('are read with numbers and texts mixed', () => {
    const answer = { reference, merchantTxId: 'p-1-x', backendTxId: 'B1', amount: 3070, currency: 'EUR', resultPayment: '4000', outcome: 'paid' };
    expect(signed('transaction/status', status)).toEqual({ ok: true, answer });
    expect(signed('transaction/status', { ...status, rc: '0', amount: 3070, resultPayment: '4000' })).toEqual({ ok: true, answer });
    expect(signed('paypage/projects', { rc: 0, projects: [{ id: 37570, name: 'Wero', paymethod: '40', mode: 'TEST' }] })).toEqual({ ok: true, answer: { projects: [{ id: '37570', name: 'Wero', paymethod: '40', mode: 'TEST' }] } });
    expect(signed('transaction/start:redirect', { rc: 0, reference, redirect: 'https://a.example/' })).toEqual({ ok: true, answer: { reference, redirect: 'https://a.example/' } });
    expect(signed('transaction/refund', { rc: 0, reference, referenceParent: reference, resultPayment: '4000' })).toMatchObject({ ok: true, answer: { referenceParent: reference, outcome: 'paid' } });
  });
  it('verify with the older password too, and with no other', () => {
    expect(signed('transaction/status', status, 'old secret').ok).toBe(true);
    expect(signed('transaction/status', status, 'older secret')).toEqual({ ok: false, key: 'girocheckout.error.hash' });
  });
  it('without hash only say that the credentials are wrong', () => {
    const refused = bytes('{"rc":"5000","msg":"Authentifizierung fehlgeschlagen"}');
    expect(readAnswer(project, 'transaction/status', refused, undefined)).toEqual({ ok: false, key: 'girocheckout.error.refused', rc: '5000', msg: 'Authentifizierung fehlgeschlagen', signed: false });
    expect(readAnswer(project, 'transaction/status', refused, '0'.repeat(32))).toEqual({ ok: false, key: 'girocheckout.error.hash' });
    for (const rc of [0, 5002, 5034]) expect(readAnswer(project, 'transaction/status', bytes(JSON.stringify({ ...status, rc })), '')).toEqual({ ok: false, key: 'girocheckout.error.hash_missing' });
  });
  it.each([
    ['no result', { ...status, resultPayment: undefined }], ['no amount', { ...status, amount: null }], ['a float', { ...status, amount: 30.7 }], ['zeros before', { ...status, amount: '03070' }],
    ['no UUID', { ...status, reference: '1' }], ['no rc', { ...status, rc: undefined }], ['a list', []],
  ])('with %s are none', (_, json) => expect(signed('transaction/status', json).ok).toBe(false));
  it('with an address that is none are none', () => {
    expect(signed('paypage/init', { rc: 0, reference, url: 'javascript:alert(1)' })).toEqual({ ok: false, key: 'girocheckout.error.answer' });
  });
  it('lose their validity with every changed byte', () => {
    const body = bytes(JSON.stringify(status));
    const hash = hmac('new secret', body);
    for (let at = 0; at < body.length; at++) {
      const changed = body.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(readAnswer(project, 'transaction/status', changed, hash)).toEqual({ ok: false, key: 'girocheckout.error.hash' });
    }
  });
  it('never throw', () => {
    fc.assert(fc.property(fc.json(), fc.constantFrom(...(Object.keys(orders) as Call[])), (json, call) => typeof readAnswer(project, call, bytes(json), hmac('new secret', json)).ok === 'boolean'));
    fc.assert(fc.property(fc.uint8Array(), fc.string(), (body, hash) => !readAnswer(project, 'transaction/status', body, hash).ok));
  });
});

describe('notify and redirect', () => {
  it('are read beside other parameters, with "+" for blanks', () => {
    const read = readMessage(project, 'single', `?page=a+b&x=%C3%BC&${message(genuine)}&gcUnknown=1`);
    expect(read).toEqual({ ok: true, hint: { kind: 'single', reference, merchantTxId: 'p-1-x', backendTxId: '1196307', amount: 3070, currency: 'EUR', resultPayment: '4000', outcome: 'paid' } });
    const holder = { gcPaymethod: '11', gcType: 'SALE', gcProjectId: '1', ...genuine, gcCardnumber: '4111xx', gcAccountHolder: 'Jörg Kün' };
    expect(readMessage(project, 'paypage', message(holder, Object.keys(holder)))).toMatchObject({ ok: true, hint: { paymethod: '11', type: 'SALE', projectId: '1' } });
    expect(readMessage(project, 'single_avs', message({ ...genuine, gcResultAVS: '4020' }, [...single, 'gcResultAVS', 'gcObvName'])).ok).toBe(true);
  });
  it('say nothing of the payer: account, card and name stay behind', () => {
    const holder = { gcPaymethod: '6', gcType: 'SALE', gcProjectId: '1', ...genuine, gcAccountHolder: 'Jörg Kün', gcIban: 'DE87123456781234567890' };
    expect(JSON.stringify(readMessage(project, 'paypage', message(holder, Object.keys(holder))))).not.toMatch(/Jörg|DE87/);
  });
  it('may have no id at the bank yet', () => expect(readMessage(project, 'single', message({ ...genuine, gcBackendTxId: '', gcResultPayment: '4501' })).ok).toBe(true));
  it.each(single)('are refused without %s', (name) => {
    const { [name as keyof typeof genuine]: _, ...rest } = genuine;
    expect(readMessage(project, 'single', message(rest))).toEqual({ ok: false, key: 'girocheckout.error.missing', field: name });
  });
  it('are refused with a field twice, a broken encoding, no hash', () => {
    expect(readMessage(project, 'single', `${message(genuine)}&gcAmount=1`)).toEqual({ ok: false, key: 'girocheckout.error.doubled', field: 'gcAmount' });
    expect(readMessage(project, 'single', `gcAmount=%FF&${message(genuine)}`)).toEqual({ ok: false, key: 'girocheckout.error.malformed' });
    expect(readMessage(project, 'single', new URLSearchParams(genuine).toString())).toEqual({ ok: false, key: 'girocheckout.error.missing', field: 'gcHash' });
  });
  it.each([['gcAmount', '03070'], ['gcAmount', '30.70'], ['gcReference', '1'], ['gcCurrency', 'eur'], ['gcResultPayment', '40000']])('are refused with %s = %s although signed', (name, value) => {
    expect(readMessage(project, 'single', message({ ...genuine, [name]: value }))).toEqual({ ok: false, key: 'girocheckout.error.not_canonical', field: name });
  });
  it('are refused with any changed character of a value', () => {
    const [query] = [message(genuine)];
    fc.assert(fc.property(fc.nat(query.length - 1), fc.constantFrom(...'0123456789abcdefEURx-'), (at, character) => {
      const changed = query.slice(0, at) + character + query.slice(at + 1);
      return changed === query || !readMessage(project, 'single', changed).ok;
    }), { numRuns: 1000 });
  });
  it('never throw', () => fc.assert(fc.property(fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) }), (query) => !readMessage(project, 'paypage', query).ok)));
});

describe('field shifting', () => {
  const digits = fc.stringMatching(/^[1-9]\d{0,7}$/);
  /** All ways to cut the same characters into merchantTxId, backendTxId and amount. */
  const payment = fc.record({ id: fc.uuid().map(transactionIdOf), backend: digits, amount: fc.integer({ min: 1, max: 99_999_999 }), cutA: fc.nat(60), cutB: fc.nat(60) });

  it('keeps the hash right, and sameAsStored() notices', () => {
    let accepted = 0;
    fc.assert(fc.property(payment, ({ id, backend, amount, cutA, cutB }) => {
      const stored: Stored = { reference, merchantTxId: id, amount, currency: 'EUR' };
      const text = `${id}${backend}${amount}`;
      const [a, b] = [cutA % text.length, cutB % text.length].sort((x, y) => x - y) as [number, number];
      const values = { ...genuine, gcMerchantTxId: text.slice(0, a), gcBackendTxId: text.slice(a, b), gcAmount: text.slice(b) };
      const read = readMessage(project, 'single', message(values));
      const hash = message(values).slice(-32);
      expect(hash).toBe(message({ ...genuine, gcMerchantTxId: id, gcBackendTxId: backend, gcAmount: String(amount) }).slice(-32));
      const shifted = values.gcMerchantTxId !== id || values.gcAmount !== String(amount);
      if (read.ok && shifted) accepted += 1;
      return !read.ok || sameAsStored(read.hint, stored).ok === !shifted;
    }), { numRuns: 2000, seed: 1 });
    expect(accepted).toBeGreaterThan(50);
  });
  it('of amount, currency, reference: each difference is named', () => {
    const stored: Stored = { reference, merchantTxId: 'p-1-x', amount: 3070, currency: 'EUR' };
    const said = { reference, merchantTxId: 'p-1-x', amount: 3070, currency: 'EUR' };
    expect(sameAsStored(said, stored)).toEqual({ ok: true });
    expect(sameAsStored(said, { ...stored, reference: null })).toEqual({ ok: true });
    const others = { reference: reference.replace('6', '7'), merchantTxId: 'P-1-x', amount: 3071, currency: 'CHF' };
    for (const [field, value] of Object.entries(others)) expect(sameAsStored({ ...said, [field]: value }, stored)).toEqual({ ok: false, key: 'girocheckout.error.not_as_stored', field });
  });
  it('finds no hold in ids made here', () => {
    expect(transactionIdOf('6D2d31b6-c23f-47c4-8f6c-1a0495f35f0f')).toBe('p-6d2d31b6c23f47c48f6c1a0495f35f0f-x');
    expect(() => transactionIdOf('17')).toThrow(RangeError);
  });
});

describe('codes', () => {
  it.each([['4000', 'paid'], ['4500', 'pending'], ['4152', 'pending'], ['4501', 'failed'], ['4502', 'failed'], ['4900', 'failed'], ['5034', 'failed'], ['5101', 'unknown'], ['9999', 'unknown'], ['4020', 'unknown'], ['1234', 'unknown'], ['', 'unknown'], ['toString', 'unknown']])('%s is %s', (code, outcome) => expect(outcomeOf(code)).toBe(outcome));
  it('only 4000 is money', () => expect(Object.entries(resultCodes).filter(([, { outcome }]) => outcome === 'paid').map(([code]) => code)).toEqual(['4000']));
});
