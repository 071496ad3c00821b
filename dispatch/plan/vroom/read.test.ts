import assert from 'node:assert/strict'
import { test } from 'node:test'
import { whereBroken } from './broken.ts'
import { plan } from './plan.ts'
import { readProblem } from './read.ts'

const brief = { seed: 1, timeLeft: (done: number) => 1 - done / 100 }
const durations = [
  [0, 10, 20],
  [10, 0, 12],
  [20, 12, 0],
]
type Json = Record<string, unknown>
const vehicle = { id: 1, start_index: 0, end_index: 0 }
const job = { id: 1, location_index: 1 }
const problem = (more: Json = {}) => ({ vehicles: [vehicle], jobs: [job], matrices: { car: { durations } }, ...more })
const withJob = (more: Json) => problem({ jobs: [{ ...job, ...more }] })
const withVehicle = (more: Json) => problem({ vehicles: [{ ...vehicle, ...more }] })

test('what cannot be read is named with its place in the JSON', () => {
  const number = (to = 2_147_483_647) => `a whole number from 0 to ${to} was expected`
  const refusals: [unknown, string][] = [
    [[], 'the problem: an object was expected, [] found'],
    [{ jobs: [] }, 'vehicles: 1 to 12000 vehicles was expected, 0 found'],
    [problem({ vehicles: [] }), 'vehicles: 1 to 12000 vehicles was expected, 0 found'],
    [{ vehicles: [vehicle] }, 'jobs: a list was expected, nothing found'],
    [problem({ vehicles: {} }), 'vehicles: a list was expected, {} found'],
    [problem({ jobs: new Array(100_000).fill(job) }), 'jobs: at most 12000 jobs was expected, 100000 found'],
    [
      problem({ shipments: [{}] }),
      'shipments: cannot be planned here; give jobs with what is brought (delivery) or taken (pickup)',
    ],
    [problem({ option: 1 }), 'option: unknown field; vehicles, jobs, shipments, matrices can be read here'],
    [withJob({ service: -5 }), `jobs[0].service: ${number()}, -5 found`],
    [withJob({ service: 1.5 }), `jobs[0].service: ${number()}, 1.5 found`],
    [withJob({ setup: '5' }), `jobs[0].setup: ${number()}, "5" found`],
    [withJob({ service_per_type: { van: -1 } }), `jobs[0].service_per_type.van: ${number()}, -1 found`],
    [withJob({ priority: 101 }), `jobs[0].priority: ${number(100)}, 101 found`],
    [withJob({ skills: [1, null] }), `jobs[0].skills[1]: ${number()}, null found`],
    [withJob({ location_index: 3 }), `jobs[0].location_index: ${number(2)}, 3 found`],
    [withJob({ location_index: undefined }), 'jobs[0].location_index: a place was expected, nothing found'],
    [withJob({ time_windows: [[5, 4]] }), 'jobs[0].time_windows[0]: ends before it begins, [5,4]'],
    [withJob({ time_windows: [[-9, -4]] }), `jobs[0].time_windows[0][0]: ${number(Number.MAX_SAFE_INTEGER)}, -9 found`],
    [
      withJob({
        time_windows: [
          [0, 9],
          [9, 12],
        ],
      }),
      'jobs[0].time_windows[1]: begins before the window before it has ended',
    ],
    [withJob({ time_windows: [] }), 'jobs[0].time_windows: at least one window was expected, none found'],
    [withJob({ time_windows: [[1, 2, 3]] }), 'jobs[0].time_windows[0]: [start, end] was expected, [1,2,3] found'],
    [problem({ jobs: [job, job] }), 'jobs[1].id: 1 is the id of jobs[0] already'],
    [withJob({ delivery: [1] }), 'jobs[0].delivery: 0 amounts were expected, as in vehicles[0].capacity, 1 found'],
    [
      withVehicle({ start_index: undefined, end_index: undefined }),
      'vehicles[0]: a start or an end was expected, neither found',
    ],
    [withVehicle({ speed_factor: 6 }), 'vehicles[0].speed_factor: a number from 0.01 to 5 was expected, 6 found'],
    [withVehicle({ profile: 'bike' }), 'vehicles[0].profile: there is no matrices.bike'],
    [
      withVehicle({ max_distance: 5 }),
      'vehicles[0]: needs distances (per_km, max_distance), but there is no matrices.car.distances',
    ],
    [
      withVehicle({ breaks: [{ id: 1 }, { id: 1 }] }),
      'vehicles[0].breaks[1].id: another break of this vehicle has the id 1',
    ],
    [withVehicle({ breaks: [{ id: 1, max_load: [1] }] }), 'vehicles[0].breaks[0].max_load: cannot be planned here'],
    [withVehicle({ steps: [{ type: 'job', id: 5 }] }), 'vehicles[0].steps[0].id: there is no job with the id 5'],
    [
      withVehicle({ steps: [{ type: 'start' }, { type: 'job', id: 1 }, { type: 'job', id: 1 }] }),
      'vehicles[0].steps[2].id: job 1 has a step already, vehicles[0].steps[1]',
    ],
    [
      withVehicle({ steps: [{ type: 'pickup', id: 1 }] }),
      'vehicles[0].steps[0].type: start, job, break or end was expected, "pickup" found',
    ],
    [
      problem({ matrices: { car: { durations: [[0, 1], [1]] } } }),
      'matrices.car.durations[1]: 2 values were expected, 1 found',
    ],
    [
      problem({
        matrices: {
          car: {
            durations: [
              [0, null],
              [1, 0],
            ],
          },
        },
      }),
      `matrices.car.durations[0][1]: ${number()}, null found`,
    ],
    [
      problem({ matrices: { car: { distances: durations } } }),
      'matrices.car.durations: a matrix was expected, nothing found',
    ],
    [
      problem({ matrices: { car: { durations, costs: [[0]] } } }),
      'matrices.car.costs: a matrix of 3 rows was expected, 1 found',
    ],
    [
      { vehicles: [{ id: 1, start: [121, 95] }], jobs: [] },
      'vehicles[0].start[1]: a number from -90 to 90 was expected, 95 found',
    ],
    [
      { vehicles: [{ id: 1, start: [121] }], jobs: [] },
      'vehicles[0].start: [longitude, latitude] was expected, [121] found',
    ],
    [{ vehicles: [vehicle], jobs: [] }, 'vehicles[0].start_index: there are no matrices that it could be a row of'],
  ]
  for (const [given, message] of refusals) assert.throws(() => readProblem(given), { message })
})

test('steps that cannot be driven are refused with the reason', () => {
  const steps = [{ type: 'job', id: 1 }]
  const given = (more: Json, ofJob: Json) => ({ ...withVehicle({ steps, ...more }), jobs: [{ ...job, ...ofJob }] })
  const refusals: [unknown, string][] = [
    [given({}, { skills: [4] }), 'the vehicle lacks the skill 4'],
    [given({ capacity: [3] }, { delivery: [4] }), 'it carries 4 where 3 is the most'],
    [given({ max_tasks: 0 }, {}), 'it has more than 0 jobs'],
    [given({ time_window: [0, 19] }, {}), 'it is late for a time window or leaves no time for a break'],
    [given({ max_travel_time: 19 }, {}), 'it takes 20 s of travel where 19 is the most'],
  ]
  for (const [problem, why] of refusals)
    assert.throws(() => plan(problem, brief), { message: `vehicles[0].steps: this route cannot be driven, ${why}` })
})

test('what cannot be served stands in unassigned with the reason', () => {
  const reasons: [Json, Json, string][] = [
    [{ skills: [7] }, {}, 'no vehicle has the skill 7'],
    [{ skills: [7, 8] }, { skills: [7] }, 'no vehicle has all of the skills 7, 8'],
    [{ delivery: [5] }, { capacity: [4] }, 'more than any vehicle with the skills can carry'],
    [
      { time_windows: [[0, 5]] },
      { time_window: [6, 90] },
      'its time windows end before any vehicle that could serve it begins',
    ],
    [
      { time_windows: [[95, 99]] },
      { time_window: [6, 90] },
      'its time windows begin after all vehicles that could serve it have ended',
    ],
    [
      { service: 80 },
      { time_window: [0, 90] },
      'no vehicle that could serve it gets there and back within its time windows, breaks and limits',
    ],
  ]
  for (const [ofJob, ofVehicle, reason] of reasons) {
    const given = { ...withVehicle(ofVehicle), jobs: [{ ...job, description: '张师傅', ...ofJob }] }
    const { unassigned, summary } = plan(given, brief)
    assert.deepEqual(unassigned, [{ id: 1, type: 'job', description: '张师傅', location_index: 1, reason }])
    assert.deepEqual([summary.unassigned, summary.routes, summary.cost], [1, 0, 0])
  }
})

test('an answer says what VROOM says: times, loads, waiting, a break on the way', () => {
  const given = {
    matrices: { car: { durations, distances: durations.map((row) => row.map((each) => each * 10)) } },
    vehicles: [
      {
        id: 9,
        description: 'van',
        start_index: 0,
        end_index: 0,
        capacity: [4],
        time_window: [100, 300],
        breaks: [{ id: 5, service: 30, time_windows: [[115, 130]] }],
      },
    ],
    jobs: [
      { id: 1, location_index: 1, setup: 2, service: 3, delivery: [2], time_windows: [[105, 112]] },
      { id: 2, location_index: 2, service: 5, pickup: [1], time_windows: [[170, 200]] },
    ],
  }
  const step = { setup: 0, service: 0, waiting_time: 0, violations: [] }
  const answer = plan(given, brief)
  assert.deepEqual(answer.routes[0]?.steps, [
    { type: 'start', location_index: 0, ...step, load: [2], arrival: 102, duration: 0, distance: 0 },
    {
      type: 'job',
      location_index: 1,
      id: 1,
      ...step,
      setup: 2,
      service: 3,
      load: [0],
      arrival: 112,
      duration: 10,
      distance: 100,
    },
    { type: 'break', id: 5, ...step, service: 30, load: [0], arrival: 117, duration: 10, distance: 100 },
    {
      type: 'job',
      location_index: 2,
      id: 2,
      ...step,
      service: 5,
      waiting_time: 11,
      load: [1],
      arrival: 159,
      duration: 22,
      distance: 220,
    },
    { type: 'end', location_index: 0, ...step, load: [1], arrival: 195, duration: 42, distance: 420 },
  ])
  const sums = {
    cost: 42,
    setup: 2,
    service: 38,
    duration: 42,
    waiting_time: 11,
    priority: 0,
    distance: 420,
    delivery: [2],
    pickup: [1],
  }
  assert.deepEqual(answer.summary, { ...sums, violations: [], routes: 1, unassigned: 0 })
  assert.deepEqual(answer.routes[0]?.description, 'van')
})

test('coordinates: great circles, as much longer as roads are; the same place is one place', () => {
  const given = {
    vehicles: [{ id: 1, start: [121.47, 31.23] }],
    jobs: [
      { id: 1, location: [121.47, 31.23] },
      { id: 2, location: [121.47, 31.33] },
    ],
  }
  const { problem } = readProblem(given)
  assert.equal(problem.places, 2)
  const { summary } = plan(given, brief)
  // A tenth of a degree of latitude is 11.12 km; times 1.35, at 28 km/h.
  assert.ok(Math.abs((summary.distance ?? 0) - 15_011) < 3 && Math.abs(summary.duration - 1_930) <= 1)
})

test('where a text stops being JSON is found by its path', () => {
  assert.equal(whereBroken('{"a":[1,{"b":"x,]"}],"c":-1.5e3}'), null)
  const broken: [string, string, string][] = [
    ['{"jobs":[{"id":1},{"service":NaN}]}', 'jobs[1].service', 'NaN'],
    ['{"matrices":{"car":{"durations":[[0,1],[Infinity,0]]}}}', 'matrices.car.durations[1][0]', 'Infinity'],
    ['{"a":[1,2', 'a[1]', 'the end'],
    ['{"a":01}', 'a', '01'],
  ]
  for (const [text, path, found] of broken) assert.deepEqual(whereBroken(text), { path, found })
})
