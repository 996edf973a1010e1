import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../support/app.ts';

export interface Ceph { endpoint: string; accessKey: string; secretKey: string; stop(): Promise<void> }

/**
 * A Ceph cluster of one monitor, one manager, one OSD in memory and one RADOS gateway, on loopback, as processes of this test.
 * Nothing of it outlives `stop`.
 */
export async function startCeph(): Promise<Ceph> {
  const dir = mkdtempSync(join(tmpdir(), 'ceph-'));
  const conf = join(dir, 'ceph.conf');
  const processes: ChildProcess[] = [];
  const [monPort, gatewayPort] = [await freePort(), await freePort()];
  const fsid = randomUUID();
  const keyring = join(dir, 'keyring');
  for (const name of ['mon', 'mgr', 'osd', 'run', 'log']) mkdirSync(join(dir, name));
  writeFileSync(conf, `[global]
fsid = ${fsid}
mon_host = [v2:127.0.0.1:${monPort}/0]
public_addr = 127.0.0.1
ms_bind_msgr1 = false
auth_cluster_required = cephx
auth_service_required = cephx
auth_client_required = cephx
keyring = ${keyring}
run_dir = ${dir}/run
admin_socket = ${dir}/run/$name.asok
log_file = ${dir}/log/$name.log
crash_dir = ${dir}/log
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_crush_chooseleaf_type = 0
osd_pool_default_pg_num = 1
osd_pool_default_pgp_num = 1
osd_pool_default_pg_autoscale_mode = off
mon_allow_pool_size_one = true
mon_warn_on_pool_no_redundancy = false
osd_objectstore = memstore
memstore_device_bytes = 1073741824
osd_data = ${dir}/osd
osd_class_load_list = *
osd_class_default_list = *
osd_memory_target = 939524096
mon_data = ${dir}/mon
mgr_data = ${dir}/mgr
rgw_frontends = beast endpoint=127.0.0.1:${gatewayPort}
rgw_data = ${dir}/run
rgw_enable_usage_log = false
rgw_gc_obj_min_wait = 1
`);
  const run = (command: string, ...args: string[]) => execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 120_000 });
  const ceph = (...args: string[]) => run('ceph', '-c', conf, '--connect-timeout', '60', ...args);
  const daemon = (command: string, ...args: string[]) => {
    const child = spawn(command, ['-f', '-c', conf, ...args], { stdio: 'ignore' });
    processes.push(child);
    return child;
  };
  async function stop(): Promise<void> {
    for (const child of processes.reverse()) {
      if (child.exitCode !== null) continue;
      const gone = new Promise((done) => child.once('exit', done));
      child.kill('SIGKILL');
      await gone;
    }
    rmSync(dir, { recursive: true, force: true });
  }
  try {
    run('ceph-authtool', '--create-keyring', keyring, '--gen-key', '-n', 'mon.', '--cap', 'mon', 'allow *');
    run('ceph-authtool', keyring, '--gen-key', '-n', 'client.admin', '--cap', 'mon', 'allow *', '--cap', 'osd', 'allow *', '--cap', 'mgr', 'allow *');
    run('monmaptool', '--create', '--addv', 'a', `[v2:127.0.0.1:${monPort}/0]`, '--fsid', fsid, join(dir, 'monmap'));
    run('ceph-mon', '-c', conf, '--mkfs', '-i', 'a', '--monmap', join(dir, 'monmap'), '--keyring', keyring);
    daemon('ceph-mon', '-i', 'a');
    ceph('mon', 'stat');
    const add = (name: string, ...caps: string[]) => run('ceph-authtool', keyring, '-n', name, '--add-key', JSON.parse(ceph('auth', 'get-or-create', name, ...caps, '-f', 'json'))[0].key as string);
    add('mgr.x', 'mon', 'allow profile mgr', 'osd', 'allow *');
    daemon('ceph-mgr', '-i', 'x');
    const osdFsid = randomUUID();
    const id = ceph('osd', 'new', osdFsid).trim();
    add(`osd.${id}`, 'mon', 'allow profile osd', 'mgr', 'allow profile osd', 'osd', 'allow *');
    run('ceph-osd', '-c', conf, '-i', id, '--mkfs', '--osd-uuid', osdFsid);
    daemon('ceph-osd', '-i', id);
    add('client.gateway', 'mon', 'allow rwx', 'osd', 'allow rwx');
    for (let attempt = 0; !/1 up/.test(ceph('osd', 'stat')); attempt += 1) {
      if (attempt > 60) throw new Error('The OSD does not come up');
      await pause(1000);
    }
    daemon('radosgw', '-n', 'client.gateway');
    const endpoint = `http://127.0.0.1:${gatewayPort}`;
    for (let attempt = 0; !(await fetch(endpoint).then(({ status }) => status < 500, () => false)); attempt += 1) {
      if (attempt > 120) throw new Error('The gateway does not come up');
      await pause(1000);
    }
    const [accessKey, secretKey] = ['stadttor', 'a secret of the gateway'];
    run('radosgw-admin', '-c', conf, '-n', 'client.gateway', 'user', 'create', '--uid=stadttor', '--display-name=Stadttor', `--access-key=${accessKey}`, `--secret=${secretKey}`);
    return { endpoint, accessKey, secretKey, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
