# Made for PHP 8.2 (no version asked for). Change it in the app's settings,
# or add it to the repository as "Dockerfile": then that one counts.
FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends apache2 ca-certificates libapache2-mod-php \
    && rm -rf /var/lib/apt/lists/*
ENV APACHE_RUN_USER=www-data APACHE_RUN_GROUP=www-data APACHE_LOG_DIR=/tmp
ENV APACHE_RUN_DIR=/tmp APACHE_LOCK_DIR=/tmp APACHE_PID_FILE=/tmp/apache2.pid
COPY <<'CONF' /etc/apache2/sites-available/000-default.conf
<VirtualHost *:${PORT}>
    DocumentRoot /app
    ErrorLog /proc/self/fd/2
    CustomLog /proc/self/fd/1 combined
    <Directory /app>
        AllowOverride All
        Require all granted
        DirectoryIndex index.php index.html
        FallbackResource /index.php
    </Directory>
    <FilesMatch "^\.">
        Require all denied
    </FilesMatch>
</VirtualHost>
CONF
RUN echo 'Listen ${PORT}' > /etc/apache2/ports.conf && echo 'ServerName localhost' >> /etc/apache2/apache2.conf && a2enmod rewrite
WORKDIR /app
COPY . .
USER www-data
ENV PORT=8080
EXPOSE 8080
CMD ["apache2", "-D", "FOREGROUND"]
