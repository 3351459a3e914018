/** A version or a time by hand: what was before a reload stands in no history, but may still be stored. */
import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { count } from '../lib/format.ts';
import { sync } from '../state.ts';
import classes from './moment-form.module.css';
import { newerThan, question } from './questions.ts';

export function MomentForm() {
  const [version, setVersion] = useState('');
  const [time, setTime] = useState('');
  const toVersion = (event: FormEvent) => {
    event.preventDefault();
    const wanted = Number(version);
    question.set({
      what: `version ${count(wanted)}`,
      discards: newerThan(wanted),
      recover: () => sync.recoverState({ version: wanted }),
    });
  };
  const toTime = (event: FormEvent) => {
    event.preventDefault();
    const wanted = new Date(time);
    question.set({
      what: `the state of ${wanted.toLocaleString('en-GB')}`,
      discards: 'Every update newer than that will be discarded.',
      // To the end of the second that was chosen.
      recover: () => sync.recoverState({ time: wanted.getTime() + 999 }),
    });
  };
  return (
    <div className={classes.forms}>
      <form className={classes.form} onSubmit={toVersion}>
        <TextInput
          label="Version"
          type="number"
          min={0}
          required
          withAsterisk={false}
          value={version}
          onChange={(event) => setVersion(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          Back to it
        </Button>
      </form>
      <form className={classes.form} onSubmit={toTime}>
        <TextInput
          label="Time"
          type="datetime-local"
          step={1}
          required
          withAsterisk={false}
          value={time}
          onChange={(event) => setTime(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          Back to then
        </Button>
      </form>
    </div>
  );
}
