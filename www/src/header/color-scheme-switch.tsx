/** Dark or light; Mantine keeps the choice. */
import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconMoon, IconSun } from '@tabler/icons-react';

export function ColorSchemeSwitch() {
  const { setColorScheme } = useMantineColorScheme();
  const other = useComputedColorScheme('light') === 'dark' ? 'light' : 'dark';
  const Icon = other === 'dark' ? IconMoon : IconSun;
  return (
    <ActionIcon
      variant="default"
      size={34}
      aria-label={`Use the ${other} colours`}
      data-testid="color-scheme"
      onClick={() => setColorScheme(other)}
    >
      <Icon size={17} stroke={1.8} aria-hidden />
    </ActionIcon>
  );
}
