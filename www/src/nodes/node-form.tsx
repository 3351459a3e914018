/**
 * The form for a new node. It checks nothing itself but that there is a text, which the model leaves to applications: the state
 * refuses what does not fit, and each problem is shown at the field that it is about.
 */
import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type FormEvent, useRef, useState } from 'react';
import { Panel } from '../shell/panel.tsx';
import { type FieldErrors, fieldErrors } from './field-errors.ts';
import { makeNode } from './make-node.ts';
import classes from './node-form.module.css';
import { NODE_TYPES, type NodeType } from './node-types.ts';
import { addNodes } from './node-updates.ts';
import { parseTags } from './parse-tags.ts';

const empty = { type: 'knowledge' as NodeType, source: '', text: '', confidence: '0.8', importance: '0.5', tags: '' };

/** What is empty is not 0: the model says so, and the form with it. */
const numberOf = (text: string): number => (text.trim() === '' ? (null as unknown as number) : Number(text));

export function NodeForm() {
  const [fields, setFields] = useState(empty);
  const [errors, setErrors] = useState<FieldErrors>({});
  const text = useRef<HTMLTextAreaElement>(null);

  const set = (changes: Partial<typeof empty>) => setFields((before) => ({ ...before, ...changes }));
  const add = (event: FormEvent) => {
    event.preventDefault();
    const { type, source, text: said, confidence, importance, tags } = fields;
    // What the browser requires may be blanks.
    if (said.trim() === '') {
      setErrors({ text: 'Expected a text' });
      text.current?.focus();
      return;
    }
    const node = makeNode({
      type,
      source: source.trim() || 'dashboard',
      text: said.trim(),
      confidence: numberOf(confidence),
      importance: numberOf(importance),
      tags: parseTags(tags),
    });
    const receipt = addNodes([node]);
    setErrors(fieldErrors(receipt.issues));
    if (!receipt.accepted) return;
    setFields({ ...empty, type, source });
    text.current?.focus();
  };

  return (
    <Panel id="new-node" title="New memory node">
      <form className={classes.form} onSubmit={add}>
        <Textarea
          ref={text}
          label="Text"
          placeholder="What should be remembered?"
          rows={2}
          required
          withAsterisk={false}
          value={fields.text}
          error={errors.text}
          onChange={(event) => set({ text: event.currentTarget.value })}
        />
        <div className={classes.pair}>
          <NativeSelect
            label="Type"
            data={NODE_TYPES}
            value={fields.type}
            error={errors.type}
            onChange={(event) => set({ type: event.currentTarget.value as NodeType })}
          />
          <TextInput
            label="Source"
            placeholder="dashboard"
            value={fields.source}
            onChange={(event) => set({ source: event.currentTarget.value })}
          />
        </div>
        <div className={classes.pair}>
          <TextInput
            label="Confidence"
            type="number"
            step="any"
            inputMode="decimal"
            value={fields.confidence}
            error={errors.confidence}
            onChange={(event) => set({ confidence: event.currentTarget.value })}
          />
          <TextInput
            label="Importance"
            type="number"
            step="any"
            inputMode="decimal"
            value={fields.importance}
            error={errors.importance}
            onChange={(event) => set({ importance: event.currentTarget.value })}
          />
        </div>
        <TextInput
          label="Tags"
          placeholder="layout, colour"
          value={fields.tags}
          onChange={(event) => set({ tags: event.currentTarget.value })}
        />
        <Button type="submit" leftSection={<IconPlus size={16} aria-hidden />}>
          Add node
        </Button>
      </form>
    </Panel>
  );
}
