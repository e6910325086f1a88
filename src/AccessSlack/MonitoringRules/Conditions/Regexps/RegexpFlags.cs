namespace AccessSlack.MonitoringRules.Conditions.Regexps;

internal record struct RegexpFlags
{
    public bool FoldsCase { get; private set; }

    public bool IsMultiLine { get; private set; }

    public bool DotMatchesLineEnd { get; private set; }

    public bool IsUngreedy { get; private set; }

    /// <returns>Whether there is such a flag.</returns>
    public bool Set(char letter, bool isOn)
    {
        switch (letter)
        {
            case 'i':
                FoldsCase = isOn;
                return true;
            case 'm':
                IsMultiLine = isOn;
                return true;
            case 's':
                DotMatchesLineEnd = isOn;
                return true;
            case 'U':
                IsUngreedy = isOn;
                return true;
            default:
                return false;
        }
    }
}
