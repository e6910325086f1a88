using System.Text;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace AccessSlack.Logging;

/// <summary>
/// A file that is appended to and, if need be, created with mode 0640. Each line is written at once, where the file
/// ends at that moment: .NET's own append mode, on which Serilog's file sink relies, remembers an offset, and after
/// logrotate's copytruncate leaves a hole of zeros.
/// </summary>
internal sealed class LogFile : ILogEventSink, IDisposable
{
    private readonly FileStream _file;
    private readonly ITextFormatter _formatter;
    private bool _isTorn;

    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public LogFile(string path, ITextFormatter formatter)
    {
        _formatter = formatter;
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        try
        {
            _file = new FileStream(path, options);
        }
        catch (ArgumentException e)
        {
            throw new IOException("This is no path of a file.", e);
        }
    }

    /// <exception cref="IOException">The disk is full, or broken.</exception>
    public void Emit(LogEvent logEvent)
    {
        using var line = new StringWriter();
        if (_isTorn) line.Write('\n');
        _formatter.Format(logEvent, line);
        var end = _file.CanSeek ? _file.Seek(0, SeekOrigin.End) : 0;
        try
        {
            _file.Write(Encoding.UTF8.GetBytes(line.ToString()));
            _isTorn = false;
        }
        catch (IOException)
        {
            _isTorn |= _file.CanSeek && _file.Length > end; // a part fitted: the next line must not continue it
            throw;
        }
    }

    public void Dispose() => _file.Dispose();
}
