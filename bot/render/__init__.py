"""Words and pictures: texts, screens, charts, reports. Pure but for reading templates; sends nothing."""
