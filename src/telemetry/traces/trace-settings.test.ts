import { describe, expect, it } from 'vitest';
import { traceSettings } from './trace-settings.ts';

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
const settings = {
  protocol: 'http/protobuf',
  sampler: 'parentbased_always_on',
  ratio: 1,
  batch: {},
  hasTimeout: false,
};

describe('traceSettings', () => {
  it.each([
    {},
    { OTEL_SERVICE_NAME: 'weir', OTEL_TRACES_EXPORTER: 'otlp' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' },
    { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://collector:4318' },
    { ...endpoint, OTEL_SDK_DISABLED: 'TRUE' },
    { ...endpoint, OTEL_TRACES_EXPORTER: 'none' },
    // Off is off, whatever else cannot be followed.
    { ...endpoint, OTEL_TRACES_EXPORTER: 'none', OTEL_TRACES_SAMPLER: 'xray' },
  ])('is off for %j', (env) => {
    expect(traceSettings(env)).toBeUndefined();
  });

  it.each([
    [endpoint, settings],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector/otlp' }, settings],
    [
      { ...endpoint, OTEL_SDK_DISABLED: 'false', OTEL_TRACES_EXPORTER: 'otlp', OTEL_TRACES_SAMPLER: '' },
      settings,
    ],
    [
      { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
      { ...settings, protocol: 'http/json' },
    ],
    [
      {
        ...endpoint,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
        OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf',
      },
      settings,
    ],
    [
      { ...endpoint, OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' },
      { ...settings, sampler: 'traceidratio', ratio: 0.25 },
    ],
    [
      { ...endpoint, OTEL_BSP_SCHEDULE_DELAY: '1000', OTEL_BSP_MAX_QUEUE_SIZE: '10' },
      { ...settings, batch: { scheduledDelayMillis: 1000, maxQueueSize: 10 } },
    ],
    [
      { ...endpoint, OTEL_EXPORTER_OTLP_TIMEOUT: '3000' },
      { ...settings, hasTimeout: true },
    ],
  ])('reads %j', (env, expected) => {
    expect(traceSettings(env)).toEqual(expected);
  });

  it.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, 'OTEL_EXPORTER_OTLP_ENDPOINT is'],
    [{ ...endpoint, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'secret' }, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is'],
    [{ ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'OTEL_EXPORTER_OTLP_PROTOCOL is'],
    [{ ...endpoint, OTEL_TRACES_EXPORTER: 'otlp,zipkin' }, 'OTEL_TRACES_EXPORTER names'],
    [{ ...endpoint, OTEL_TRACES_SAMPLER: 'xray' }, 'OTEL_TRACES_SAMPLER is'],
    [
      { ...endpoint, OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '2' },
      'OTEL_TRACES_SAMPLER_ARG is',
    ],
    [
      { ...endpoint, OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: 'half' },
      'OTEL_TRACES_SAMPLER_ARG is',
    ],
    [{ ...endpoint, OTEL_BSP_MAX_QUEUE_SIZE: '-1' }, 'OTEL_BSP_MAX_QUEUE_SIZE is'],
    [{ ...endpoint, OTEL_BSP_SCHEDULE_DELAY: '0' }, 'OTEL_BSP_SCHEDULE_DELAY is'],
  ])('does not follow %j, and says which variable it is without its value', (env, beginning) => {
    const found = traceSettings(env);
    const fault = found && 'fault' in found ? found.fault : '';
    expect(fault.startsWith(beginning)).toBe(true);
    expect(fault).not.toMatch(/secret|grpc|zipkin|xray|half/);
  });
});
