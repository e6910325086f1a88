using System.Text;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace AccessSlack.Logging;

/// <summary>
/// A file that is appended to, and created with mode 0640 if it does not exist. Each line is written immediately, at
/// the current end of the file. .NET's own append mode, which Serilog's file sink uses, remembers an offset, and leaves
/// a hole of zeros after logrotate's copytruncate.
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

    /// <exception cref="IOException">For example, the disk is full.</exception>
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
            _isTorn |= _file.CanSeek && _file.Length > end; // partly written: start the next line on a new one
            throw;
        }
    }

    public void Dispose() => _file.Dispose();
}
